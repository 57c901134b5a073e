# SPDX-License-Identifier: BSD-2-Clause
# The restart sweep (tests/sweep); included by tests/tests.mk. Builds $(B)/sweep.img.
SWEEP_OBJECTS := $(patsubst tests/%,$(B)/tests/%.o,$(basename $(wildcard tests/sweep/*.c tests/sweep/*.S)))

$(B)/sweep.elf: $(B)/user/root/crt0.o $(SWEEP_OBJECTS) $(B)/tests/harness.o $(B)/tests/subject.o $(TEST_LIB) user/lib/user.ld
	@echo "  LD      $@"
	$(Q)$(USER_LD) $(filter %.o,$^) -o $@

-include $(SWEEP_OBJECTS:.o=.d)
