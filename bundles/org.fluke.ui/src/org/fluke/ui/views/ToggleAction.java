// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.views;

import java.util.function.Consumer;

import org.eclipse.jface.action.Action;
import org.eclipse.ui.IViewSite;
import org.fluke.ui.internal.Icons;

/** Something that a view does or does not do. */
final class ToggleAction extends Action {

	private final Consumer<Boolean> set;

	ToggleAction(String text, String icon, Consumer<Boolean> set) {
		super(text, AS_CHECK_BOX);
		this.set = set;
		setToolTipText(text);
		setImageDescriptor(Icons.descriptor(icon));
	}

	/** Into the tool bar and, for the keyboard, the menu of a view. */
	void addTo(IViewSite site) {
		site.getActionBars().getToolBarManager().add(this);
		site.getActionBars().getMenuManager().add(this);
	}

	void set(boolean on) {
		setChecked(on);
		run();
	}

	@Override
	public void run() {
		set.accept(isChecked());
	}
}
