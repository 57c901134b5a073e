// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.views;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

import org.eclipse.jface.preference.JFacePreferences;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.jface.viewers.CellLabelProvider;
import org.eclipse.jface.viewers.ViewerCell;
import org.eclipse.osgi.util.NLS;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.Image;
import org.fluke.bridge.FrameDecoder;
import org.fluke.bridge.FrameDecoder.Detail;
import org.fluke.bridge.FrameEdit;
import org.fluke.bridge.FrameEdit.Problem;
import org.fluke.bridge.FrameEdit.Severity;
import org.fluke.bridge.api.FrameWord;
import org.fluke.debug.KernelThread;
import org.fluke.debug.snapshot.ThreadState;
import org.fluke.debug.snapshot.ThreadState.Link;
import org.fluke.ui.internal.Icons;
import org.fluke.ui.internal.Messages;
import org.fluke.ui.views.FrameOutline.DetailRow;
import org.fluke.ui.views.FrameOutline.Group;
import org.fluke.ui.views.FrameOutline.LinkRow;

/**
 * What the rows of a frame say. A word that has changed, that is being edited, that is in conflict or wrong is told by its
 * colour, by its font or image, and by a sign and words in its last column: none of them alone.
 */
final class FrameLabels {

	static final int WORD = 0;
	static final int VALUE = 1;
	static final int MEANING = 2;

	/** Colours of the theme, see plugin.xml. */
	static final String CHANGED_COLOR = "org.fluke.ui.color.changed"; //$NON-NLS-1$
	static final String PENDING_COLOR = "org.fluke.ui.color.pending"; //$NON-NLS-1$
	static final String WRONG_COLOR = "org.fluke.ui.color.wrong"; //$NON-NLS-1$

	private final WordFormats formats;
	private KernelThread thread;
	private ThreadState shown;
	private ThreadState compared;
	private FrameEdit edit;
	private int[] result;
	private Map<FrameWord, OptionalInt> pending = Map.of();
	private Set<FrameWord> conflicts = Set.of();
	private final Map<FrameWord, Problem> problems = new HashMap<>();
	private Map<String, Detail> details = Map.of();
	private final Map<Object, Look> looks = new HashMap<>();

	/** All that a row shows. */
	record Look(Image image, String value, Image mark, String meaning, Color color, boolean bold, boolean link) {
	}

	FrameLabels(WordFormats formats) {
		this.formats = formats;
	}

	/**
	 * @param shownThread whose frame is shown
	 * @param state the thread in the snapshot that is shown
	 * @param pendingEdit what is pending, on that state
	 */
	void show(KernelThread shownThread, ThreadState state, FrameEdit pendingEdit) {
		thread = shownThread;
		shown = state;
		compared = shownThread.compared();
		edit = pendingEdit;
		result = edit.result();
		Map<FrameWord, OptionalInt> values = new HashMap<>();
		shownThread.pendingEdit().changes().forEach((word, change) -> values.put(word, OptionalInt.of(change.value())));
		pending = values;
		conflicts = Set.copyOf(shownThread.pendingEdit().conflicts(state.words()));
		problems.clear();
		edit.problems().forEach(p -> problems.putIfAbsent(p.word(), p));
		Map<String, String> peers = new HashMap<>();
		shown.links().forEach(l -> peers.put(l.name(), l.target()));
		looks.clear();
		details = new LinkedHashMap<>();
		shownThread.getKernel().decoder().ipc(result, peers).forEach(d -> details.put(d.name(), d));
	}

	/** @return names of what can be decoded from this frame */
	List<String> detailNames() {
		return List.copyOf(details.keySet());
	}

	/** @return the value that a word's cell shows: what was typed, or else what the kernel has */
	int value(FrameWord word) {
		return result[word.index()];
	}

	/** @return the link that a row shows */
	Link link(LinkRow row) {
		return shown == null ? null
				: shown.links().stream().filter(l -> l.name().equals(row.name())).findFirst().orElse(null);
	}

	/** @return a label provider for any column; none that draws by itself, which takes long */
	CellLabelProvider column() {
		return new CellLabelProvider() {
			@Override
			public void update(ViewerCell cell) {
				label(cell);
			}

			@Override
			public String getToolTipText(Object row) {
				return tip(row);
			}
		};
	}

	private void label(ViewerCell cell) {
		Object row = cell.getElement();
		int column = cell.getColumnIndex();
		Look look = look(row);
		cell.setText(switch (column) {
		case WORD -> name(row);
		case VALUE -> look.value;
		default -> look.meaning;
		});
		cell.setImage(column == WORD ? look.image : column == MEANING ? look.mark : null);
		boolean raw = column == VALUE && row instanceof FrameWord;
		cell.setFont(look.bold
				? JFaceResources.getFontRegistry().getBold(raw ? JFaceResources.TEXT_FONT : JFaceResources.DEFAULT_FONT)
				: raw ? JFaceResources.getTextFont() : null);
		cell.setForeground(column == MEANING && look.link
				? JFaceResources.getColorRegistry().get(JFacePreferences.HYPERLINK_COLOR) : look.color);
	}

	/** @return what a row shows now */
	Look look(Object row) {
		return looks.computeIfAbsent(row, r -> {
			boolean marked = row instanceof FrameWord word && shown != null && (isPending(word) || isChanged(word));
			return new Look(image(row), shown == null ? "" : value(row), mark(row), shown == null ? "" : meaning(row), color(row), //$NON-NLS-1$ //$NON-NLS-2$
					marked || row instanceof Group, target(row));
		});
	}

	/** @return whether a row's last cell is a hyperlink */
	boolean target(Object row) {
		Link link = row instanceof LinkRow linkRow ? link(linkRow) : null;
		return link != null && link.id() != 0;
	}

	private Color color(Object row) {
		String name = null;
		if (row instanceof FrameWord word && shown != null) {
			Problem problem = problems.get(word);
			name = conflicts.contains(word) || problem != null && problem.severity() == Severity.ERROR ? WRONG_COLOR
					: isPending(word) ? PENDING_COLOR : isChanged(word) ? CHANGED_COLOR : null;
		}
		return name == null ? null : JFaceResources.getColorRegistry().get(name);
	}

	private boolean isPending(FrameWord word) {
		return pending.containsKey(word);
	}

	private boolean isChanged(FrameWord word) {
		return compared.word(word) != shown.word(word);
	}

	private static String name(Object row) {
		return switch (row) {
		case Group group -> switch (group.name()) {
		case "cpu" -> Messages.FrameView_groupCpu; //$NON-NLS-1$
		case "pseudo" -> Messages.FrameView_groupPseudo; //$NON-NLS-1$
		case FrameOutline.IPC -> Messages.FrameView_groupIpc;
		case "thread" -> Messages.FrameView_groupThread; //$NON-NLS-1$
		case "exception" -> Messages.FrameView_groupException; //$NON-NLS-1$
		case "server" -> Messages.FrameView_groupServer; //$NON-NLS-1$
		case FrameOutline.LINKS -> Messages.FrameView_groupLinks;
		default -> group.name();
		};
		case FrameWord word -> word.name();
		case LinkRow link -> link.name();
		case DetailRow detail -> detail.name();
		default -> ""; //$NON-NLS-1$
		};
	}

	private String value(Object row) {
		return switch (row) {
		case FrameWord word -> formats.of(word).format(value(word));
		case LinkRow linkRow -> {
			Link link = link(linkRow);
			yield link == null ? "" : link.id() == 0 ? Messages.FrameView_null : "#" + link.id(); //$NON-NLS-1$ //$NON-NLS-2$
		}
		case DetailRow row1 when details.containsKey(row1.name()) -> details.get(row1.name()).value();
		default -> ""; //$NON-NLS-1$
		};
	}

	private String meaning(Object row) {
		return switch (row) {
		case FrameWord word -> meaning(word);
		case LinkRow linkRow -> link(linkRow) == null ? "" : link(linkRow).target(); //$NON-NLS-1$
		case DetailRow row1 when details.containsKey(row1.name()) -> details.get(row1.name()).meaning();
		default -> ""; //$NON-NLS-1$
		};
	}

	private String meaning(FrameWord word) {
		String text = thread.getKernel().decoder().explain(result, word.name());
		String said = ""; //$NON-NLS-1$
		if (conflicts.contains(word)) {
			said = NLS.bind(Messages.FrameView_conflict, formats.of(word).format(shown.word(word)));
		} else if (isPending(word)) {
			said = NLS.bind(Messages.FrameView_was, formats.of(word).format(shown.word(word)));
		} else if (isChanged(word)) {
			String changed = NLS.bind(Messages.FrameView_changed, formats.of(word).format(compared.word(word)));
			text = text.isEmpty() ? changed : text + "; " + changed; //$NON-NLS-1$
		}
		if (problems.containsKey(word)) {
			String problem = problems.get(word).message();
			text = text.isEmpty() ? problem : problem + "; " + text; //$NON-NLS-1$
		}
		return said.isEmpty() ? text : text.isEmpty() ? said : said + "; " + text; //$NON-NLS-1$
	}

	private Image image(Object row) {
		return Icons.get(switch (row) {
		case Group group -> Icons.GROUP;
		case LinkRow link -> Icons.LINK;
		case DetailRow detail -> Icons.DETAIL;
		default -> shown != null && isPending((FrameWord) row) ? Icons.WORD_CHANGED
				: FrameEdit.isReadOnly((FrameWord) row) ? Icons.WORD_LOCKED : Icons.WORD;
		});
	}

	private Image mark(Object row) {
		if (!(row instanceof FrameWord word) || shown == null) {
			return null;
		}
		Problem problem = problems.get(word);
		return conflicts.contains(word) || problem != null && problem.severity() == Severity.ERROR ? Icons.error()
				: problem != null ? Icons.warning() : null;
	}

	private String tip(Object row) {
		return switch (row) {
		case FrameWord word -> NLS.bind(Messages.FrameView_tip, new Object[] { word.name(), word.meaning(),
				shown == null ? "" : FrameDecoder.hex(value(word)) }); //$NON-NLS-1$
		case LinkRow link when target(link) -> NLS.bind(Messages.FrameView_follow, link(link).target());
		default -> null;
		};
	}

	/**
	 * A row as text, for the clipboard.
	 *
	 * @param row any
	 * @return its cells with tabs between
	 */
	String text(Object row) {
		return name(row) + '\t' + value(row) + '\t' + meaning(row);
	}
}
