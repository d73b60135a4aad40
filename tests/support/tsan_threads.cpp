// C11 threads over POSIX threads, for ThreadSanitizer builds alone: librdkafka uses the former,
// which the sanitizer does not know (a thread made by thrd_create crashes in its interceptors).
#ifdef __SANITIZE_THREAD__

#include <pthread.h>
#include <threads.h>

#include <cerrno>
#include <cstdint>

namespace {

struct Start {
  thrd_start_t run;
  void* argument;
};

void* run_thread(void* given) {
  const Start start = *static_cast<Start*>(given);
  delete static_cast<Start*>(given);
  return reinterpret_cast<void*>(static_cast<std::intptr_t>(start.run(start.argument)));
}

int outcome(int code) {
  if (code == 0) return thrd_success;
  return code == ETIMEDOUT ? thrd_timedout : code == EBUSY ? thrd_busy : thrd_error;
}

pthread_mutex_t* of(mtx_t* mutex) { return reinterpret_cast<pthread_mutex_t*>(mutex); }
pthread_cond_t* of(cnd_t* condition) { return reinterpret_cast<pthread_cond_t*>(condition); }

}  // namespace

extern "C" {

int thrd_create(thrd_t* thread, thrd_start_t run, void* argument) {
  return outcome(pthread_create(thread, nullptr, run_thread, new Start{run, argument}));
}
int thrd_join(thrd_t thread, int* result) {
  void* answer = nullptr;
  const int code = pthread_join(thread, &answer);
  if (result != nullptr) *result = static_cast<int>(reinterpret_cast<std::intptr_t>(answer));
  return outcome(code);
}

int mtx_init(mtx_t* mutex, int type) {
  pthread_mutexattr_t attributes;
  pthread_mutexattr_init(&attributes);
  pthread_mutexattr_settype(
      &attributes, (type & mtx_recursive) != 0 ? PTHREAD_MUTEX_RECURSIVE : PTHREAD_MUTEX_NORMAL);
  const int code = pthread_mutex_init(of(mutex), &attributes);
  pthread_mutexattr_destroy(&attributes);
  return outcome(code);
}
int mtx_lock(mtx_t* mutex) { return outcome(pthread_mutex_lock(of(mutex))); }
int mtx_trylock(mtx_t* mutex) { return outcome(pthread_mutex_trylock(of(mutex))); }
int mtx_unlock(mtx_t* mutex) { return outcome(pthread_mutex_unlock(of(mutex))); }
void mtx_destroy(mtx_t* mutex) { pthread_mutex_destroy(of(mutex)); }

int cnd_init(cnd_t* condition) { return outcome(pthread_cond_init(of(condition), nullptr)); }
int cnd_signal(cnd_t* condition) { return outcome(pthread_cond_signal(of(condition))); }
int cnd_broadcast(cnd_t* condition) { return outcome(pthread_cond_broadcast(of(condition))); }
int cnd_wait(cnd_t* condition, mtx_t* mutex) {
  return outcome(pthread_cond_wait(of(condition), of(mutex)));
}
int cnd_timedwait(cnd_t* condition, mtx_t* mutex, const timespec* until) {
  return outcome(pthread_cond_timedwait(of(condition), of(mutex), until));
}
void cnd_destroy(cnd_t* condition) { pthread_cond_destroy(of(condition)); }

void call_once(once_flag* flag, void (*run)()) {
  pthread_once(reinterpret_cast<pthread_once_t*>(flag), run);
}

}  // extern "C"

#endif  // __SANITIZE_THREAD__
