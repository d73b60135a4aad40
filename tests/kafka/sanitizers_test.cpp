// librdkafka is not instrumented and uses C11 mutexes that ThreadSanitizer does not see: its inner
// workings are left out, our own code is not.
#include <cstddef>

extern "C" const char* __tsan_default_options();
extern "C" const char* __tsan_default_options() { return "ignore_noninstrumented_modules=1"; }
extern "C" const char* __tsan_default_suppressions();
extern "C" const char* __tsan_default_suppressions() { return "called_from_lib:librdkafka.so\n"; }
