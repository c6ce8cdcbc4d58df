/* Does this libclang load, and does it find the headers it needs?  usage: libclang LIBRARY [CLANG OPTION...]
 * Only four of its functions are used, declared here: its own header may be missing on the machine that is asked. */
#include <dlfcn.h>
#include <stdio.h>

enum { SEVERITY_ERROR = 3 };

struct unsaved { const char *name, *contents; unsigned long length; };

static const char source[] = "#include <stddef.h>\n#include <stdint.h>\n#include <stdlib.h>\nsize_t n; int64_t i;\n";

int main(int argc, char **argv) {
    if (argc < 2) return 2;
    void *library = dlopen(argv[1], RTLD_NOW);
    if (!library) {
        fprintf(stderr, "%s\n", dlerror());
        return 1;
    }
    void *(*create_index)(int, int) = (void *(*)(int, int))dlsym(library, "clang_createIndex");
    void *(*parse)(void *, const char *, const char *const *, int, struct unsaved *, unsigned, unsigned) =
        (void *(*)(void *, const char *, const char *const *, int, struct unsaved *, unsigned, unsigned))
            dlsym(library, "clang_parseTranslationUnit");
    unsigned (*diagnostics)(void *) = (unsigned (*)(void *))dlsym(library, "clang_getNumDiagnostics");
    void *(*diagnostic)(void *, unsigned) = (void *(*)(void *, unsigned))dlsym(library, "clang_getDiagnostic");
    int (*severity)(void *) = (int (*)(void *))dlsym(library, "clang_getDiagnosticSeverity");
    if (!create_index || !parse || !diagnostics || !diagnostic || !severity) {
        fprintf(stderr, "%s is not libclang\n", argv[1]);
        return 1;
    }

    struct unsaved file = {"probe.c", source, sizeof source - 1};
    void *unit = parse(create_index(0, 1), "probe.c", (const char *const *)argv + 2, argc - 2, &file, 1, 0);
    if (!unit) return 1;
    for (unsigned i = 0; i < diagnostics(unit); i++)
        if (severity(diagnostic(unit, i)) >= SEVERITY_ERROR) return 1;
    return 0;
}
