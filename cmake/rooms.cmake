# in_batches(<target>): compiles several files of the target at one go. Most of a file's time goes into headers, which a batch
# reads once: a build from nothing takes half as long. Not with clang, whose linter wants each file by itself, but for fuzzers.
function(in_batches target)
  if(CMAKE_CXX_COMPILER_ID STREQUAL GNU OR ORRERY_FUZZ)
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 6)
    # A batch's files are included, and what is unnamed in them is no less theirs; nor is clang to warn of it.
    target_compile_options(${target} PRIVATE $<IF:$<CXX_COMPILER_ID:GNU>,-Wno-subobject-linkage,-Wno-error>)
  endif()
endfunction()

# precompile(<target> <header>...): reads headers that most of its files begin with once. Not with clang, whose linter reads
# the commands without having built anything.
function(precompile target)
  if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    target_precompile_headers(${target} PRIVATE ${ARGN})
    # Without it ccache cannot tell what a precompiled header holds.
    target_compile_options(${target} PRIVATE -fpch-preprocess)
  endif()
endfunction()

# add_room(<target> FOLDERS <dir>... LINKS <target>...): a static library of every .cpp directly in the folders.
# A folder that has no source yet makes an interface library, so that rooms can be added one at a time.
function(add_room target)
  cmake_parse_arguments(ROOM "" "" "FOLDERS;LINKS" ${ARGN})
  set(sources)
  foreach(folder ${ROOM_FOLDERS})
    file(GLOB found CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/*.cpp)
    list(APPEND sources ${found})
  endforeach()
  if(sources)
    add_library(${target} STATIC ${sources})
    set(scope PUBLIC)
  else()
    add_library(${target} INTERFACE)
    set(scope INTERFACE)
  endif()
  target_include_directories(${target} ${scope} ${CMAKE_SOURCE_DIR})
  target_link_libraries(${target} ${scope} ${ROOM_LINKS})
endfunction()

# add_room_test(<target> FOLDERS <dir>... LINKS <target>...): one GoogleTest program of every *_test.cpp in the folders.
function(add_room_test target)
  cmake_parse_arguments(ROOM "" "" "FOLDERS;LINKS" ${ARGN})
  set(sources)
  foreach(folder ${ROOM_FOLDERS})
    file(GLOB found CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/*_test.cpp)
    list(APPEND sources ${found})
  endforeach()
  if(NOT sources)
    return()
  endif()
  add_executable(${target} ${sources})
  in_batches(${target})
  target_compile_definitions(${target} PRIVATE ORRERY_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  target_link_libraries(${target} PRIVATE ${ROOM_LINKS} rapidcheck GTest::gmock GTest::gtest_main nlohmann_json::nlohmann_json)
  gtest_discover_tests(${target} DISCOVERY_TIMEOUT 60)
endfunction()
