/* Included before the sources of the Argon2 library, in C: where they wipe memory, they call
 * memset_s if there is one. This one leaves the calling thread's arena for wipe_argon2_memory()
 * (arena.h) and wipes everything else at once: hashes of passwords on the stack, memory outside the
 * arena. */
#pragma once

#ifdef __cplusplus
extern "C"
#endif
    void
    authledger_argon2_wipe(void* memory, __SIZE_TYPE__ room, int value, __SIZE_TYPE__ bytes);

#define memset_s authledger_argon2_wipe
