#include "infra/crypto/master_key.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <barrier>
#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>

#include "infra/crypto/aead.h"
#include "infra/crypto/encoding.h"
#include "shared/errors.h"

namespace authledger::infra {
namespace {

class MasterKeyFile : public testing::Test {
 protected:
  void SetUp() override {
    folder = std::filesystem::temp_directory_path() / ("authledger-" + hex_encode(random_bytes(8)));
    std::filesystem::create_directory(folder);
    path = folder / "master.key";
  }
  void TearDown() override { std::filesystem::remove_all(folder); }
  void write(const std::string& text, mode_t mode) {
    std::ofstream(path) << text;
    ::chmod(path.c_str(), mode);
  }
  std::filesystem::path folder;
  std::filesystem::path path;
};

TEST(MasterKey, IsReadAsHexAndAsBase64) {
  const std::string key = "\xfb\xff" + std::string(30, 'k');
  const std::string standard = base64_encode_unpadded(key);
  const std::string url = base64url_encode(key);
  ASSERT_NE(standard, url);
  for (const std::string& text :
       {hex_encode(key), standard, standard + "=", url, url + "=", " " + url + "\r\n"}) {
    EXPECT_EQ(parse_master_key(text).value_or("refused"), key) << text;
  }
}

TEST(MasterKey, AnythingElseIsRefused) {
  for (const std::string& text :
       {std::string(), std::string(" \n"), std::string("change me"), std::string(63, 'a'),
        std::string(64, 'g'), base64url_encode(std::string(31, 'k')),
        base64url_encode(std::string(33, 'k')), std::string(43, '*')}) {
    const auto key = parse_master_key(text);
    ASSERT_FALSE(key) << text;
    EXPECT_EQ(key.error().id, errors::kMasterKeyWrong.id);
  }
}

TEST_F(MasterKeyFile, IsMadeOnceAndOnlyForItsOwner) {
  const auto made = load_or_create_master_key(path);
  ASSERT_TRUE(made) << made.error().detail;
  EXPECT_EQ(made->size(), 32U);
  struct stat info {};
  ASSERT_EQ(::stat(path.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600U);
  EXPECT_EQ(load_or_create_master_key(path), *made);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder), {}), 1);  // no left-overs
}

TEST_F(MasterKeyFile, ProcessesStartingAtOnceReadTheSameKey) {
  constexpr int kProcesses = 8;
  std::barrier start(kProcesses);
  std::vector<std::string> keys(kProcesses);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < kProcesses; ++i) {
    threads.emplace_back([&, i] {
      start.arrive_and_wait();
      keys[i] = load_or_create_master_key(path).value_or("");
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(keys[0].size(), 32U);
  EXPECT_EQ(keys, std::vector<std::string>(kProcesses, keys[0]));
}

TEST_F(MasterKeyFile, ADamagedOrOpenFileIsRefusedAndKept) {
  write("damaged", 0600);
  EXPECT_EQ(load_or_create_master_key(path).error().id, errors::kMasterKeyWrong.id);
  EXPECT_EQ(std::filesystem::file_size(path), 7U);
  write(std::string(64, 'a'), 0644);
  EXPECT_FALSE(load_or_create_master_key(path));
  write(std::string(64, 'a'), 0600);
  EXPECT_TRUE(load_or_create_master_key(path));
}

TEST_F(MasterKeyFile, AFolderThatIsNotThereIsAnError) {
  const auto key = load_or_create_master_key(folder / "missing" / "master.key");
  ASSERT_FALSE(key);
  EXPECT_NE(key.error().detail.find("missing"), std::string::npos);
  EXPECT_FALSE(load_or_create_master_key(folder));  // a folder is no file
}

}  // namespace
}  // namespace authledger::infra
