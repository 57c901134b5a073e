# SPDX-License-Identifier: BSD-2-Clause
# User programs; included by kernel/Makefile. Builds $(B)/root.img: the root program as a flat binary
# that carries the other programs, flat binaries too, inside.
USER_LIB_SRC := $(filter-out user/lib/crt0.S,$(wildcard user/lib/*.c user/lib/*.S))
USER_LIB := $(patsubst user/%,$(B)/user/%.o,$(basename $(USER_LIB_SRC))) $(B)/user/gen/stubs.o
user_objects = $(patsubst user/%,$(B)/user/%.o,$(basename $(wildcard user/$(1)/*.c)))
USER_PROGRAMS := debugd pager scenario
USER_OBJECTS := $(USER_LIB) $(B)/user/gen/names.o $(B)/user/lib/crt0.o $(B)/user/root/crt0.o $(B)/user/root/programs.o \
    $(foreach p,root $(USER_PROGRAMS),$(call user_objects,$(p)))

$(B)/user/%.o: user/%.c $(GENERATED)
	@mkdir -p $(@D)
	@echo "  CC      $<"
	$(Q)$(CC) $(UFLAGS) -c $< -o $@
$(B)/user/%.o: user/%.S $(GENERATED)
	@mkdir -p $(@D)
	$(Q)$(CC) $(UFLAGS) -c $< -o $@
$(B)/user/gen/%.o: $(GEN)/%.c $(GENERATED)
	@mkdir -p $(@D)
	$(Q)$(CC) $(UFLAGS) -c $< -o $@
$(B)/user/gen/%.o: $(GEN)/%.S $(GENERATED)
	@mkdir -p $(@D)
	$(Q)$(CC) $(UFLAGS) -c $< -o $@
$(B)/user/root/crt0.o: user/lib/crt0.S $(GENERATED)
	@mkdir -p $(@D)
	$(Q)$(CC) $(UFLAGS) -DBOOT_PROGRAM -c $< -o $@
$(B)/user/root/programs.o: user/root/programs.S $(USER_PROGRAMS:%=$(B)/user/%.bin)
	@mkdir -p $(@D)
	$(Q)$(CC) $(UFLAGS) -Wa,-I$(B)/user -c $< -o $@

USER_LD = $(CC) $(LDFLAGS) -T user/lib/user.ld

define USER_PROGRAM
$(B)/user/$(1).elf: $(B)/user/lib/crt0.o $(call user_objects,$(1)) $(USER_LIB) $(B)/user/gen/names.o user/lib/user.ld
	@echo "  LD      $$@"
	$$(Q)$$(USER_LD) $$(filter %.o,$$^) -o $$@
$(B)/user/$(1).bin: $(B)/user/$(1).elf
	$$(Q)$$(OBJCOPY) -O binary $$< $$@
endef
$(foreach p,$(USER_PROGRAMS),$(eval $(call USER_PROGRAM,$(p))))

$(B)/user/root.elf: $(B)/user/root/crt0.o $(B)/user/root/programs.o $(call user_objects,root) $(USER_LIB) \
    user/lib/user.ld
	@echo "  LD      $@"
	$(Q)$(USER_LD) $(filter %.o,$^) -o $@
$(B)/root.img: $(B)/user/root.elf
	$(Q)$(OBJCOPY) -O binary --set-section-flags .bss=alloc,load,contents $< $@

-include $(USER_OBJECTS:.o=.d)
