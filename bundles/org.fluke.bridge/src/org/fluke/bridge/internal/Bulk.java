// SPDX-License-Identifier: EPL-2.0
package org.fluke.bridge.internal;

import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.fluke.bridge.ProtocolException;
import org.fluke.bridge.api.ApiTable;
import org.fluke.bridge.api.EntryPoint;
import org.fluke.bridge.api.FrameWord;
import org.fluke.model.Cause;
import org.fluke.model.FlukeFactory;
import org.fluke.model.Frame;
import org.fluke.model.KernelObject;
import org.fluke.model.Link;
import org.fluke.model.ObjectType;
import org.fluke.model.Snapshot;
import org.fluke.model.ThreadObject;
import org.fluke.model.ThreadState;
import org.fluke.model.Trace;
import org.fluke.model.TraceEvent;
import org.fluke.model.Word;

/** Turns bulk transfers into models (live-door.md, "Bulk transfers"). */
public final class Bulk {

	private static final int SNAPSHOT_MAGIC = 0x534b4c46;
	private static final int SNAPSHOT_HEADER = 64;
	private static final int TRACE_MAGIC = 0x544b4c46;
	private static final int TRACE_HEADER = 24;
	private static final int TRACE_EVENT = 144;
	private static final int FORMAT = 1;
	private static final int OBJECT_FIXED = 20;
	private static final int FLAG_SCENARIO = 1;
	/** Cycles of the word that a thread has behind its frame. */
	private static final int RUN_TIME_UNIT = 1024;

	private final ApiTable api;

	/** @param api names of types, words and links */
	public Bulk(ApiTable api) {
		this.api = api;
	}

	/** A snapshot and what of it isn't in the model. */
	public record ReadSnapshot(Snapshot snapshot, int tableDigest) {
	}

	/**
	 * @param bytes a whole {@code fluke-snapshot} transfer
	 * @return as a model
	 * @throws ProtocolException if it isn't one
	 */
	public ReadSnapshot snapshot(byte[] bytes) throws ProtocolException {
		BulkBuffer in = new BulkBuffer("the snapshot", bytes);
		int header = in.header(SNAPSHOT_MAGIC, FORMAT, SNAPSHOT_HEADER);
		Snapshot snapshot = FlukeFactory.eINSTANCE.createSnapshot();
		snapshot.setSequence(Integer.toUnsignedLong(in.u32()));
		int count = in.u32();
		snapshot.setIcount(in.u64());
		int total = in.u32();
		int digest = in.u32();
		snapshot.setTableDigest("%08x".formatted(digest));
		snapshot.setConfiguration(in.text(16));
		snapshot.setKernelVersion(in.text(16));
		snapshot.setTakenAt(new Date());
		if (total != in.size()) {
			throw in.wrong("it says that it has " + Integer.toUnsignedString(total) + " bytes, and " + in.size() + " came");
		}
		in.seek(header);
		Map<Integer, KernelObject> byId = new HashMap<>();
		List<int[]> spaces = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			KernelObject object = object(in, spaces);
			if (byId.putIfAbsent(object.getId(), object) != null) {
				throw in.wrong("two objects have the id " + object.getId());
			}
			snapshot.getObjects().add(object);
		}
		if (!in.atEnd()) {
			throw in.wrong((in.size() - in.position()) + " bytes are left after its " + count + " objects");
		}
		for (KernelObject object : snapshot.getObjects()) {
			for (Link link : object.getLinks()) {
				link.setTarget(byId.get(link.getTargetId()));
			}
		}
		for (int[] pair : spaces) {
			KernelObject space = byId.get(pair[1]);
			if (space != null) {
				byId.get(pair[0]).setSpaceName(space.getName());
			}
		}
		return new ReadSnapshot(snapshot, digest);
	}

	private KernelObject object(BulkBuffer in, List<int[]> spaces) throws ProtocolException {
		in.need(OBJECT_FIXED, "an object");
		int number = in.u8();
		int wordCount = in.u8();
		int linkCount = in.u8();
		int nameBytes = in.u8();
		if (number >= api.objectTypes().size()) {
			throw in.wrong("object type " + number + " is not known");
		}
		org.fluke.bridge.api.ObjectType type = api.objectTypes().get(number);
		int id = in.u32();
		int address = in.u32();
		int space = in.u32();
		int state = in.u8();
		int cause = in.u8();
		int entry = in.u8();
		int flags = in.u8();
		in.need((wordCount + linkCount) * 4L + nameBytes, "a " + type.name());
		if (wordCount < type.words().size() || linkCount < type.links().size()) {
			throw in.wrong("a " + type.name() + " has " + wordCount + " words and " + linkCount + " links instead of "
					+ type.words().size() + " and " + type.links().size());
		}
		int[] words = in.words(wordCount);
		int[] links = in.words(linkCount);
		String name = in.text(nameBytes);
		KernelObject object;
		if (ObjectType.get(number) == ObjectType.THREAD) {
			ThreadObject thread = FlukeFactory.eINSTANCE.createThreadObject();
			ThreadState run = ThreadState.get(state);
			if (run == null) {
				throw in.wrong("thread " + id + " is in run state " + state + ", which is not known");
			}
			thread.setState(run);
			thread.setCause(cause(cause));
			thread.setEntry(api.entryPoint(entry).map(EntryPoint::name).orElse(null));
			thread.setFrame(frame(words));
			if (wordCount > api.frameWords().size()) {
				thread.setRunTime(Integer.toUnsignedLong(words[api.frameWords().size()]) * RUN_TIME_UNIT);
			}
			object = thread;
		} else {
			object = FlukeFactory.eINSTANCE.createOtherObject();
			for (int i = 0; i < type.words().size(); i++) {
				object.getWords().add(word(type.words().get(i), words[i], null));
			}
		}
		object.setType(ObjectType.get(number));
		object.setId(id);
		object.setHash(words.length > 0 ? words[0] : 0);
		object.setAddress(address);
		object.setScenario((flags & FLAG_SCENARIO) != 0);
		object.setName(name.isEmpty() ? "%s@%x".formatted(type.name(), address) : name);
		for (int i = 0; i < type.links().size(); i++) {
			Link link = FlukeFactory.eINSTANCE.createLink();
			link.setRole(type.links().get(i));
			link.setTargetId(links[i]);
			object.getLinks().add(link);
		}
		if (space != 0) {
			spaces.add(new int[] { id, space });
		}
		return object;
	}

	/**
	 * @param bytes a whole {@code fluke-trace} transfer
	 * @param names thread names by tid
	 * @return as a model
	 * @throws ProtocolException if it isn't one
	 */
	public Trace trace(byte[] bytes, Map<Integer, String> names) throws ProtocolException {
		BulkBuffer in = new BulkBuffer("the trace", bytes);
		int header = in.header(TRACE_MAGIC, FORMAT, TRACE_HEADER);
		in.u32(); // first sequence number: every event carries its own
		int count = in.u32();
		int total = in.u32();
		Trace trace = FlukeFactory.eINSTANCE.createTrace();
		trace.setLost(in.u32());
		if (total != in.size()) {
			throw in.wrong("it says that it has " + Integer.toUnsignedString(total) + " bytes, and " + in.size() + " came");
		}
		in.seek(header);
		if (Integer.toUnsignedLong(count) * TRACE_EVENT != in.size() - header) {
			throw in.wrong(Integer.toUnsignedString(count) + " events of " + TRACE_EVENT + " bytes don't fill its "
					+ (in.size() - header) + " bytes");
		}
		long last = 0;
		for (int i = 0; i < count; i++) {
			TraceEvent event = FlukeFactory.eINSTANCE.createTraceEvent();
			event.setSequence(Integer.toUnsignedLong(in.u32()));
			if (event.getSequence() <= last) {
				throw in.wrong("event " + event.getSequence() + " comes after event " + last);
			}
			last = event.getSequence();
			event.setThreadId(in.u32());
			event.setThreadName(names.getOrDefault(event.getThreadId(), "thread " + event.getThreadId()));
			event.setIcount(in.u64());
			event.setCause(cause(in.u8()));
			event.setEntry(api.entryPoint(in.u8()).map(EntryPoint::name).orElse(null));
			in.u16();
			event.setWaitingForId(in.u32());
			event.setFrame(frame(in.words(api.frameWords().size())));
			trace.getEvents().add(event);
		}
		return trace;
	}

	private static Cause cause(int number) {
		Cause cause = Cause.get(number);
		return cause != null ? cause : Cause.NONE;
	}

	private Frame frame(int[] words) {
		Frame frame = FlukeFactory.eINSTANCE.createFrame();
		for (FrameWord each : api.frameWords()) {
			frame.getWords().add(word(each.name(), words[each.index()], each.group()));
		}
		return frame;
	}

	private static Word word(String name, int value, String group) {
		Word word = FlukeFactory.eINSTANCE.createWord();
		word.setName(name);
		word.setValue(value);
		word.setGroup(group);
		return word;
	}
}
