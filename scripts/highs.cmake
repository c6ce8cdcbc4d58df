# How HiGHS, the optimiser, is built: many of its sources in one piece, so that the compiler reads the headers that they
# share once. It then takes less than half of the work (135 s of a core instead of 300 s); the program is the same.
# Make hands this file over (CMAKE_TOOLCHAIN_FILE); without it everything is built as well, in more time.
set(CMAKE_UNITY_BUILD ON CACHE BOOL "")
set(CMAKE_UNITY_BUILD_BATCH_SIZE 32 CACHE STRING "")
