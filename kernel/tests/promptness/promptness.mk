# SPDX-License-Identifier: BSD-2-Clause
# Promptness (tests/promptness); included by tests/tests.mk. Builds $(B)/promptness.img.
PROMPTNESS_OBJECTS := $(patsubst tests/%,$(B)/tests/%.o,$(basename $(wildcard tests/promptness/*.c)))

$(B)/promptness.elf: $(B)/user/root/crt0.o $(PROMPTNESS_OBJECTS) $(B)/tests/sweep/depart.o $(B)/tests/harness.o $(B)/tests/subject.o $(TEST_LIB) user/lib/user.ld
	@echo "  LD      $@"
	$(Q)$(USER_LD) $(filter %.o,$^) -o $@

-include $(PROMPTNESS_OBJECTS:.o=.d)
