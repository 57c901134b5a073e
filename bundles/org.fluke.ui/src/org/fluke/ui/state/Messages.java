// SPDX-License-Identifier: EPL-2.0
package org.fluke.ui.state;

import org.eclipse.osgi.util.NLS;

/** What users read; see messages.properties. */
final class Messages extends NLS {

	// CHECKSTYLE:OFF one name per sentence
	public static String CompareWithKernelHandler_live;
	public static String CompareWithKernelHandler_title;
	public static String FrameChange_column;
	public static String FrameChange_left;
	public static String FrameChange_link;
	public static String FrameChange_nothing;
	public static String FrameChange_onlyIn;
	public static String FrameChange_open;
	public static String FrameChange_right;
	public static String FrameChange_table;
	public static String FrameChange_title;
	public static String FrameChange_word;
	public static String ObjectTree_cause;
	public static String ObjectTree_entry;
	public static String ObjectTree_group;
	public static String ObjectTree_object;
	public static String ObjectTree_state;
	public static String ObjectTree_tree;
	public static String ObjectTree_waitsFor;
	public static String RestoreThreadHandler_ask;
	public static String RestoreThreadHandler_create;
	public static String RestoreThreadHandler_job;
	public static String RestoreThreadHandler_links;
	public static String RestoreThreadHandler_problem;
	public static String RestoreThreadHandler_same;
	public static String RestoreThreadHandler_table;
	public static String RestoreThreadHandler_title;
	public static String SaveSnapshotHandler_job;
	public static String SaveSnapshotHandler_message;
	public static String SaveSnapshotHandler_none;
	public static String SaveSnapshotHandler_title;
	public static String StateEditor_changedOnDisk;
	public static String StateEditor_edit;
	public static String StateEditor_refused;
	public static String StateEditor_reading;
	public static String StateEditor_select;
	public static String StateEditor_summary;
	public static String StateEditor_unknownTable;
	public static String StateFiles_denied;
	public static String StateFiles_noFile;
	public static String StateFiles_noFolder;
	public static String StateFiles_notLocal;
	public static String StateFiles_notWritten;
	public static String WordTable_meaning;
	public static String WordTable_null;
	public static String WordTable_table;
	public static String WordTable_value;
	public static String WordTable_word;
	// CHECKSTYLE:ON

	static {
		NLS.initializeMessages("org.fluke.ui.state.messages", Messages.class); //$NON-NLS-1$
	}

	private Messages() {
	}
}
