# SPDX-License-Identifier: BSD-2-Clause
# The fuzzer (tests/fuzz); included by tests/tests.mk. Builds $(B)/fuzz.img.
FUZZ_OBJECTS := $(patsubst tests/%,$(B)/tests/%.o,$(basename $(wildcard tests/fuzz/*.c tests/fuzz/*.S)))

$(B)/fuzz.elf: $(B)/user/root/crt0.o $(FUZZ_OBJECTS) $(B)/tests/harness.o $(B)/tests/subject.o $(TEST_LIB) user/lib/user.ld
	@echo "  LD      $@"
	$(Q)$(USER_LD) $(filter %.o,$^) -o $@

-include $(FUZZ_OBJECTS:.o=.d)
