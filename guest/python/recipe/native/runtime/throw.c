/* The guest's C++ library is the one without exceptions, so a throw ends the guest. Hidden: every extension module has
 * these for itself. */
#define HIDDEN __attribute__((visibility("hidden")))

_Noreturn void abort(void);

HIDDEN void *__cxa_allocate_exception(unsigned long size)
{
    (void)size;
    abort();
}

HIDDEN void __cxa_free_exception(void *exception)
{
    (void)exception;
    abort();
}

HIDDEN void __cxa_throw(void *exception, void *type, void *destructor)
{
    (void)exception;
    (void)type;
    (void)destructor;
    abort();
}

HIDDEN void *__cxa_begin_catch(void *exception)
{
    (void)exception;
    abort();
}

HIDDEN void __cxa_end_catch(void)
{
    abort();
}

HIDDEN void __cxa_rethrow(void)
{
    abort();
}
