// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.launch;

import java.util.Optional;

import org.eclipse.debug.core.ILaunchConfigurationWorkingCopy;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.osgi.util.NLS;
import org.eclipse.swt.SWT;
import org.eclipse.swt.events.SelectionListener;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Group;
import org.eclipse.swt.widgets.Spinner;
import org.eclipse.swt.widgets.Text;
import org.fluke.debug.launch.KernelLaunchSettings;
import org.fluke.debug.launch.MachineSettings;
import org.fluke.ui.FlukeUi;
import org.fluke.ui.internal.Icons;
import org.fluke.ui.internal.Messages;

/** In what machine the kernel runs, and where its doors are. */
public final class MachineTab extends SettingsTab {

	private static final int MEMORY_STEP = 16;

	private Spinner memory;
	private Spinner processors;
	private Combo clock;
	private Text live;
	private Text gdb;
	private Button paused;
	private Text arguments;

	/** For the group. */
	public MachineTab() {
		super(FlukeUi.HELP_MACHINE_TAB);
	}

	@Override
	void createGroups(Composite root) {
		Group machine = group(root, Messages.KernelTab_machine, 2);
		label(machine, Messages.KernelTab_memory);
		memory = spinner(machine, MachineSettings.MEMORY_MIN, MachineSettings.MEMORY_MAX, MEMORY_STEP);
		label(machine, Messages.MachineTab_processors);
		processors = spinner(machine, 1, MachineSettings.PROCESSORS_MAX, 1);
		processors.setToolTipText(Messages.MachineTab_processorsTip);
		label(machine, Messages.MachineTab_clock);
		clock = new Combo(machine, SWT.READ_ONLY | SWT.DROP_DOWN);
		clock.add(Messages.MachineTab_notDeterministic);
		for (int shift = 0; shift <= MachineSettings.SHIFT_MAX; shift++) {
			clock.add(NLS.bind(Messages.MachineTab_deterministic, 1 << shift, shift));
		}
		clock.setToolTipText(Messages.KernelTab_deterministicTip);
		clock.addSelectionListener(SelectionListener.widgetSelectedAdapter(e -> changed()));
		GridDataFactory.fillDefaults().grab(true, false).applyTo(clock);
		label(machine, Messages.MachineTab_arguments);
		arguments = text(machine);

		Group doors = group(root, Messages.MachineTab_doors, 2);
		label(doors, Messages.MachineTab_live);
		live = door(doors);
		label(doors, Messages.MachineTab_gdb);
		gdb = door(doors);
		paused = button(doors, SWT.CHECK, Messages.MachineTab_paused);
		GridDataFactory.fillDefaults().span(2, 1).applyTo(paused);
	}

	private Text door(Composite parent) {
		Text text = text(parent);
		text.setMessage(Messages.MachineTab_doorMessage);
		text.setToolTipText(Messages.MachineTab_doorTip);
		return text;
	}

	private Spinner spinner(Composite parent, int min, int max, int step) {
		Spinner spinner = new Spinner(parent, SWT.BORDER);
		spinner.setMinimum(min);
		spinner.setMaximum(max);
		spinner.setIncrement(step);
		spinner.addModifyListener(e -> changed());
		GridDataFactory.swtDefaults().applyTo(spinner);
		return spinner;
	}

	@Override
	void enable() {
		// Everything makes sense with everything.
	}

	@Override
	void show(KernelLaunchSettings settings) {
		MachineSettings machine = settings.machine();
		memory.setSelection(machine.memory());
		processors.setSelection(machine.processors());
		clock.select(machine.shift() - MachineSettings.NOT_DETERMINISTIC);
		live.setText(machine.live());
		gdb.setText(machine.gdb());
		paused.setSelection(machine.paused());
		arguments.setText(machine.arguments());
	}

	@Override
	KernelLaunchSettings read(KernelLaunchSettings before) {
		int chosen = clock.getSelectionIndex();
		MachineSettings machine = new MachineSettings(memory.getSelection(), processors.getSelection(),
				chosen < 0 ? before.machine().shift() : chosen + MachineSettings.NOT_DETERMINISTIC, live.getText().strip(),
				gdb.getText().strip(), paused.getSelection(), arguments.getText().strip());
		return before.in(machine);
	}

	@Override
	Optional<String> problem() {
		return Optional.empty();
	}

	@Override
	public void setDefaults(ILaunchConfigurationWorkingCopy copy) {
		// The kernel's page has set all.
	}

	@Override
	public String getName() {
		return Messages.KernelTab_machine;
	}

	@Override
	public String getId() {
		return FlukeUi.PLUGIN_ID + ".launch.machineTab"; //$NON-NLS-1$
	}

	@Override
	public Image getImage() {
		return Icons.get(Icons.FRAME);
	}
}
