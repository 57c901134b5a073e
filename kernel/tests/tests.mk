# SPDX-License-Identifier: BSD-2-Clause
# Tests in the guest; included by kernel/Makefile. Builds $(B)/tests.img, a root program that prints TAP.
#   make check                           all images in all configurations that are ready
#   make check CONFIG=x IMAGES=a,b       these: see tests/run.sh
TEST_OBJECTS := $(patsubst tests/%,$(B)/tests/%.o,$(basename $(wildcard tests/*.c tests/*.S)))
# The tests have a trap handler of their own, and talk to the serial port directly.
TEST_LIB := $(filter-out $(B)/user/lib/trap.o $(B)/user/lib/console.o,$(USER_LIB)) $(B)/user/gen/names.o $(B)/user/root/memory.o

$(B)/tests/%.o: tests/%.c $(GENERATED)
	@mkdir -p $(@D)
	@echo "  CC      $<"
	$(Q)$(CC) $(UFLAGS) -c $< -o $@
$(B)/tests/%.o: tests/%.S $(GENERATED)
	@mkdir -p $(@D)
	$(Q)$(CC) $(UFLAGS) -c $< -o $@
$(B)/tests.elf: $(B)/user/root/crt0.o $(TEST_OBJECTS) $(TEST_LIB) user/lib/user.ld
	@echo "  LD      $@"
	$(Q)$(USER_LD) $(filter %.o,$^) -o $@
$(B)/%.img: $(B)/%.elf
	$(Q)$(OBJCOPY) -O binary --set-section-flags .bss=alloc,load,contents $< $@

check:
	@MAKE="$(MAKE)" sh tests/run.sh $(or $(IMAGES),all) $(if $(filter command line environment,$(origin CONFIG)),$(CONFIG),$(READY))

include tests/sweep/sweep.mk
include tests/promptness/promptness.mk
include tests/fuzz/fuzz.mk

-include $(TEST_OBJECTS:.o=.d)
