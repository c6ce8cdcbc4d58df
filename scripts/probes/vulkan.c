/* Whether a Vulkan driver can be found, as the renderer of maps looks for one: the loader is there, makes an instance, and
   knows a device. Exits with 0 if so. */
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>

typedef void *(*get_proc)(void *, const char *);
typedef int (*create_instance)(const void *, const void *, void **);
typedef int (*enumerate_devices)(void *, uint32_t *, void *);

struct instance_info {
    int type;
    const void *next;
    uint32_t flags;
    const void *application;
    uint32_t layers;
    const void *layer_names;
    uint32_t extensions;
    const void *extension_names;
};

int main(void) {
    void *loader = dlopen("libvulkan.so.1", RTLD_NOW);
    if (!loader) return fprintf(stderr, "%s\n", dlerror()), 1;
    get_proc proc = (get_proc)dlsym(loader, "vkGetInstanceProcAddr");
    if (!proc) return 1;
    create_instance create = (create_instance)proc(NULL, "vkCreateInstance");
    struct instance_info info = {.type = 1};
    void *instance = NULL;
    if (!create || create(&info, NULL, &instance) != 0) return fprintf(stderr, "no instance\n"), 1;
    enumerate_devices enumerate = (enumerate_devices)proc(instance, "vkEnumeratePhysicalDevices");
    uint32_t devices = 0;
    if (!enumerate || enumerate(instance, &devices, NULL) != 0 || devices == 0)
        return fprintf(stderr, "no device\n"), 1;
    return 0;
}
