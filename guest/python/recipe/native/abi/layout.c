/* Compares what CPython's headers say about its memory with what the running interpreter does.
 *
 * rows() -> [(what, by the headers, by the interpreter), ...] */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stddef.h>
#include <structmember.h>

/* The interpreter's own functions behind what the headers compile into the caller. */
#undef PyUnicode_KIND
extern int kind_by_interpreter(PyObject *) __asm__("PyUnicode_KIND");
extern void *data_by_interpreter(PyObject *) __asm__("PyUnicode_DATA");

static PyObject *rows;

static void row(const char *what, long long header, long long interpreter)
{
    PyObject *tuple = Py_BuildValue("(sLL)", what, header, interpreter);
    PyList_Append(rows, tuple);
    Py_DECREF(tuple);
}

/* A type's size is that of its instances' structure. */
static void size(PyTypeObject *type, size_t header)
{
    row(type->tp_name, (long long)header, type->tp_basicsize);
}

static void sizes(void)
{
    size(&PyBaseObject_Type, sizeof(PyObject));
    size(&PyType_Type, sizeof(PyHeapTypeObject));
    size(&PyTuple_Type, offsetof(PyTupleObject, ob_item));
    size(&PyUnicode_Type, sizeof(PyUnicodeObject));
    size(&PyLong_Type, offsetof(PyLongObject, long_value.ob_digit));
    size(&PyFloat_Type, sizeof(PyFloatObject));
    size(&PyComplex_Type, sizeof(PyComplexObject));
    size(&PyList_Type, sizeof(PyListObject));
    size(&PyDict_Type, sizeof(PyDictObject));
    size(&PySet_Type, sizeof(PySetObject));
    size(&PyBytes_Type, offsetof(PyBytesObject, ob_sval) + 1);
    size(&PyByteArray_Type, sizeof(PyByteArrayObject));
    size(&PySlice_Type, sizeof(PySliceObject));
    size(&PyCFunction_Type, sizeof(PyCFunctionObject));
    size(&PyMethod_Type, sizeof(PyMethodObject));
    size(&PyFunction_Type, sizeof(PyFunctionObject));
    size(&PyMemberDescr_Type, sizeof(PyMemberDescrObject));
    size(&PyGetSetDescr_Type, sizeof(PyGetSetDescrObject));
    size(&PyMethodDescr_Type, sizeof(PyMethodDescrObject));
    size(&_PyWeakref_RefType, sizeof(PyWeakReference));
    size(&PyMemoryView_Type, offsetof(PyMemoryViewObject, ob_array));
}

static void member(const char *name, size_t header)
{
    PyObject *found = PyDict_GetItemString(PyType_GetDict(&PyType_Type), name);
    if (found != NULL && Py_IS_TYPE(found, &PyMemberDescr_Type))
        row(name, (long long)header, ((PyMemberDescrObject *)found)->d_member->offset);
}

static void types(void)
{
    member("__basicsize__", offsetof(PyTypeObject, tp_basicsize));
    member("__itemsize__", offsetof(PyTypeObject, tp_itemsize));
    member("__flags__", offsetof(PyTypeObject, tp_flags));
    member("__dictoffset__", offsetof(PyTypeObject, tp_dictoffset));
    member("__weakrefoffset__", offsetof(PyTypeObject, tp_weaklistoffset));
    member("__base__", offsetof(PyTypeObject, tp_base));
    PyObject *type = PyObject_CallFunction((PyObject *)&PyType_Type, "s(O){}", "Probe", &PyBaseObject_Type);
    PyHeapTypeObject *heap = (PyHeapTypeObject *)type;
    row("ht_name", heap->ht_name != NULL && PyUnicode_EqualToUTF8(heap->ht_name, "Probe"), 1);
    row("ht_token", heap->ht_token != NULL, 0);
    Py_DECREF(type);
}

static void strings(void)
{
    const char *texts[] = {"", "abc", "\xc3\xa9t\xc3\xa9", "\xe2\x82\xac uro", "\xf0\x9f\x90\x8d snake"};
    for (int i = 0; i < 5; i++) {
        PyObject *string = PyUnicode_FromString(texts[i]);
        PyASCIIObject *ascii = (PyASCIIObject *)string;
        void *data = ascii->state.ascii ? (void *)(ascii + 1) : (void *)((PyCompactUnicodeObject *)string + 1);
        row("str: kind", ascii->state.kind, kind_by_interpreter(string));
        row("str: data", (long)data, (long)data_by_interpreter(string));
        row("str: compact", ascii->state.compact, 1);
        row("str: ascii", ascii->state.ascii, i < 2);
        row("str: length", ascii->length, PyUnicode_GetLength(string));
        Py_DECREF(string);
    }
    PyObject *interned = PyUnicode_InternFromString("a string that nobody else has");
    row("str: interned", ((PyASCIIObject *)interned)->state.interned != 0, 1);
    Py_DECREF(interned);
}

static void integers(void)
{
    PyObject *bits = PyObject_GetAttrString(PySys_GetObject("int_info"), "bits_per_digit");
    row("int: bits of a digit", PyLong_SHIFT, PyLong_AsLong(bits));
    Py_DECREF(bits);
    long long values[] = {0, 1, -1, 32767, 32768, -32768, 1073741823LL, 1073741824LL, -1099511627776LL};
    for (int i = 0; i < 9; i++) {
        PyLongObject *number = (PyLongObject *)PyLong_FromLongLong(values[i]);
        uintptr_t tag = number->long_value.lv_tag;
        row("int: sign", 1 - (long)(tag & 3), (values[i] > 0) - (values[i] < 0));
        row("int: compact", tag < (2 << 3), (PyUnstable_Long_IsCompact)(number));
        Py_DECREF(number);
    }
}

static void references(void)
{
    row("None: immortal", _Py_IsImmortal(Py_None), 1);
    Py_ssize_t count = Py_REFCNT(Py_None);
    Py_INCREF(Py_None);
    Py_DECREF(Py_None);
    Py_DECREF(Py_None);
    row("None: steady", Py_REFCNT(Py_None), count);
    row("static type: immortal", Py_REFCNT(&PyFloat_Type) >= _Py_STATIC_IMMORTAL_MINIMUM_REFCNT, 1);
    PyObject *list = PyList_New(0);
    Py_INCREF(list);
    row("references", Py_REFCNT(list), 2);
    Py_DECREF(list);
    Py_DECREF(list);
    PyObject *tuple = Py_BuildValue("(iii)", 7, 8, 9);
    row("tuple: item", (long)((PyTupleObject *)tuple)->ob_item[1], (long)PyTuple_GetItem(tuple, 1));
    Py_DECREF(tuple);
}

/* What Cython reads of the thread's state: called while `handled` is being handled. */
static void thread(PyObject *handled)
{
    PyThreadState *state = PyThreadState_Get();
    row("thread: interpreter", (long)state->interp, (long)PyInterpreterState_Get());
    row("thread: handled exception", (long)state->exc_info->exc_value, (long)handled);
    PyErr_SetString(PyExc_ValueError, "raised");
    row("thread: raised exception", state->current_exception != NULL, PyErr_Occurred() != NULL);
    PyErr_Clear();
    row("thread: no raised exception", state->current_exception != NULL, PyErr_Occurred() != NULL);
}

static PyObject *compare(PyObject *self, PyObject *none)
{
    (void)self;
    (void)none;
    rows = PyList_New(0);
    sizes();
    types();
    strings();
    integers();
    references();
    PyObject *error = PyObject_CallNoArgs(PyExc_KeyError);
    PyErr_SetHandledException(error);
    thread(error);
    PyErr_SetHandledException(NULL);
    Py_DECREF(error);
    return rows;
}

static PyMethodDef methods[] = {{"rows", compare, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};
static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_name = "layout", .m_size = -1, .m_methods = methods};

PyMODINIT_FUNC PyInit_layout(void)
{
    return PyModule_Create(&definition);
}
