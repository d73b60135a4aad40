// What browsers get: the login page and generated avatars.
#include <cstdint>

#include "infra/api/service/sessions.h"
#include "infra/api/service/users.h"
#include "infra/api/services.h"
#include "infra/crypto/encoding.h"
#include "infra/http/query_parameters.h"
#include "shared/errors.h"

namespace authledger::infra {
namespace {

constexpr std::string_view kLoginPage = R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Log in</title>
<style nonce="@NONCE@">
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;margin:0;min-height:100vh;display:grid;place-items:center;background:Canvas;color:CanvasText}
main{width:min(22rem,92vw)}
label{display:block;margin:.9rem 0 .25rem}
input,button{font:inherit;width:100%;box-sizing:border-box;padding:.6rem;border-radius:.4rem;border:1px solid GrayText}
button{margin-top:1.2rem;background:#1d4ed8;color:#fff;border:0;cursor:pointer}
button:focus-visible,input:focus-visible{outline:3px solid #60a5fa;outline-offset:2px}
output{display:block;margin-top:1rem;white-space:pre-wrap;overflow-wrap:anywhere}
</style>
</head>
<body>
<main>
<h1>Log in</h1>
<form id="login">
<label for="username">E-mail or username</label>
<input id="username" name="username" autocomplete="username" required autofocus>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required>
<button type="submit">Log in</button>
</form>
<output id="result" role="status" aria-live="polite"></output>
</main>
<script nonce="@NONCE@">
const form=document.getElementById('login'),result=document.getElementById('result');
form.addEventListener('submit',async event=>{
  event.preventDefault();
  result.textContent='…';
  try{
    const answer=await fetch('login',{method:'POST',headers:{'content-type':'application/json'},
      body:JSON.stringify({username:form.username.value,password:form.password.value})});
    const body=await answer.json();
    result.textContent=answer.ok?`Logged in as ${body.fullname} <${body.email}> (${body.roleId}).`:body.detail;
  }catch(error){result.textContent='The service cannot be reached.';}
  form.password.value='';
});
</script>
</body>
</html>
)";

std::string with_nonce(std::string_view page, const std::string& nonce) {
  std::string text(page);
  for (auto at = text.find("@NONCE@"); at != std::string::npos; at = text.find("@NONCE@"))
    text.replace(at, 7, nonce);
  return text;
}

}  // namespace

Result<Reply> login_page(Call& call) {
  const std::string nonce = hex_encode(call.services.random.bytes(16));
  Reply reply;
  reply.answer.headers = {
      {"content-type", "text/html; charset=utf-8"},
      {"content-security-policy",
       "default-src 'none'; style-src 'nonce-" + nonce + "'; script-src 'nonce-" + nonce +
           "'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"}};
  reply.answer.body = with_nonce(kLoginPage, nonce);
  return reply;
}

// A face of five by five mirrored squares and a colour, both from the id: nothing personal is in
// it.
Result<Reply> get_avatar(Call& call) {
  const std::string& name = call.path.find("id")->second;
  if (!name.ends_with(".svg") || !is_uuid(std::string_view(name).substr(0, name.size() - 4)))
    return fail(errors::kNotFound);
  std::uint64_t hash = 1469598103934665603ULL;
  for (const char c : lower_id(name))
    hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  std::string svg =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 7 7\"><rect width=\"7\" "
      "height=\"7\" fill=\"#eef\"/><g fill=\"hsl(" +
      std::to_string(hash % 360) + ",60%,45%)\">";
  for (int column = 0; column < 3; ++column) {
    for (int row = 0; row < 5; ++row) {
      if (((hash >> (16 + column * 5 + row)) & 1) == 0) continue;
      for (const int x : {column, 4 - column}) {
        svg += "<rect x=\"" + std::to_string(x + 1) + "\" y=\"" + std::to_string(row + 1) +
               "\" width=\"1\" height=\"1\"/>";
      }
    }
  }
  svg += "</g></svg>";
  return Reply{
      {200,
       {{"content-type", "image/svg+xml"}, {"cache-control", "public, max-age=86400, immutable"}},
       svg}};
}

}  // namespace authledger::infra
