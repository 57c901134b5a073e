// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.views;

import java.util.ArrayList;
import java.util.List;

import org.eclipse.core.runtime.preferences.IEclipsePreferences;
import org.eclipse.core.runtime.preferences.InstanceScope;
import org.eclipse.jface.action.Action;
import org.eclipse.jface.action.ActionContributionItem;
import org.eclipse.jface.action.IAction;
import org.eclipse.jface.action.IMenuCreator;
import org.eclipse.jface.action.Separator;
import org.eclipse.osgi.util.NLS;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Menu;
import org.eclipse.ui.IActionBars;
import org.fluke.ui.FlukeUi;
import org.fluke.ui.internal.Icons;
import org.fluke.ui.internal.Messages;

/** The drop-down in a view's tool bar, and the same in its menu, that says when the view is refreshed. Remembered. */
final class RefreshControl extends Action implements IMenuCreator {

	private final KernelView view;
	private final List<IAction> choices = new ArrayList<>();
	private Menu menu;

	RefreshControl(KernelView view) {
		super(Messages.RefreshControl_refresh, AS_DROP_DOWN_MENU);
		this.view = view;
		for (RefreshMode mode : RefreshMode.values()) {
			choices.add(new Choice(mode));
		}
		setMenuCreator(this);
		show(mode());
		IActionBars bars = view.getViewSite().getActionBars();
		bars.getToolBarManager().add(this);
		bars.getMenuManager().add(new Separator(FlukeUi.PLUGIN_ID + ".mode")); //$NON-NLS-1$
		choices.forEach(bars.getMenuManager()::add);
	}

	private String preference() {
		return "refresh." + view.getSite().getId(); //$NON-NLS-1$
	}

	private static IEclipsePreferences preferences() {
		return InstanceScope.INSTANCE.getNode(FlukeUi.PLUGIN_ID);
	}

	/** @return what was chosen last */
	RefreshMode mode() {
		String name = preferences().get(preference(), RefreshMode.LIVE.name());
		for (RefreshMode mode : RefreshMode.values()) {
			if (mode.name().equals(name)) {
				return mode;
			}
		}
		return RefreshMode.LIVE;
	}

	private void show(RefreshMode mode) {
		setImageDescriptor(Icons.descriptor(mode.icon()));
		setToolTipText(NLS.bind(Messages.RefreshControl_tip, mode.label()));
		for (int i = 0; i < choices.size(); i++) {
			choices.get(i).setChecked(i == mode.ordinal());
		}
	}

	@Override
	public void run() {
		view.execute(FlukeUi.REFRESH);
	}

	@Override
	public Menu getMenu(Control parent) {
		dispose();
		menu = new Menu(parent);
		choices.forEach(c -> new ActionContributionItem(c).fill(menu, -1));
		return menu;
	}

	@Override
	public Menu getMenu(Menu parent) {
		return null;
	}

	@Override
	public void dispose() {
		if (menu != null) {
			menu.dispose();
			menu = null;
		}
	}

	private final class Choice extends Action {

		private final RefreshMode mode;

		Choice(RefreshMode mode) {
			super(mode.label(), AS_RADIO_BUTTON);
			this.mode = mode;
			setImageDescriptor(Icons.descriptor(mode.icon()));
		}

		@Override
		public void run() {
			if (isChecked()) {
				preferences().put(preference(), mode.name());
				RefreshControl.this.show(mode);
				view.setMode(mode);
			}
		}
	}
}
