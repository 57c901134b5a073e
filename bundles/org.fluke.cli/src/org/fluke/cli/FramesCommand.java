// SPDX-License-Identifier: EPL-2.0
package org.fluke.cli;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

import org.fluke.bridge.DoorAddress;
import org.fluke.bridge.FrameDecoder;
import org.fluke.bridge.KernelSession;
import org.fluke.model.KernelObject;
import org.fluke.model.Snapshot;
import org.fluke.model.ThreadObject;
import org.fluke.qemu.LiveSetting;

import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** Prints the threads of a running kernel. */
@Command(name = "frames", description = "Prints the frames of all threads of a running kernel, from one snapshot.",
		mixinStandardHelpOptions = true)
final class FramesCommand implements Callable<Integer> {

	/** Reads a door's address. */
	static final class Door implements ITypeConverter<DoorAddress> {
		@Override
		public DoorAddress convert(String value) {
			try {
				return DoorAddress.parse(value);
			} catch (IllegalArgumentException e) {
				throw new TypeConversionException(e.getMessage());
			}
		}
	}

	/** Reads what is said about a live door to be opened. */
	static final class Live implements ITypeConverter<LiveSetting> {
		@Override
		public LiveSetting convert(String value) {
			try {
				return LiveSetting.parse(value);
			} catch (IllegalArgumentException e) {
				throw new TypeConversionException(e.getMessage());
			}
		}
	}

	@Parameters(paramLabel = "DOOR", converter = Door.class, description = "The live door: a port, or the path of a socket.")
	private DoorAddress door;

	@Option(names = "--words", description = "Print all words of each frame, too.")
	private boolean words;

	@Override
	public Integer call() throws Exception {
		try (KernelSession session = KernelSession.connect(door).get(30, TimeUnit.SECONDS)) {
			Snapshot snapshot = session.snapshot().get(30, TimeUnit.SECONDS);
			print(snapshot, session);
		}
		return 0;
	}

	private void print(Snapshot snapshot, KernelSession session) {
		FrameDecoder decoder = new FrameDecoder(session.api());
		System.out.printf("Fluke %s %s, snapshot %d at instruction %d, %d objects%n", snapshot.getKernelVersion(),
				snapshot.getConfiguration(), snapshot.getSequence(), snapshot.getIcount(), snapshot.getObjects().size());
		if (!session.isTableKnown()) {
			System.out.println("This kernel was built from another API table than this program: names may be wrong.");
		}
		System.out.printf("%5s  %-24s  %-9s  %-11s  %s%n", "tid", "thread", "state", "cause", "frame");
		for (KernelObject object : snapshot.getObjects()) {
			if (object instanceof ThreadObject thread) {
				System.out.printf("%5x  %-24s  %-9s  %-11s  %s%n", thread.getId(), thread.getName(),
						thread.getState().getLiteral(), thread.getCause().getLiteral(), decoder.sentence(thread));
				if (words) {
					int column = 0;
					for (var word : thread.getFrame().getWords()) {
						System.out.printf("%s%21s 0x%08x%s", column == 0 ? "       " : "", word.getName(), word.getValue(),
								++column == 4 ? "\n" : "");
						column %= 4;
					}
					if (column != 0) {
						System.out.println();
					}
				}
			}
		}
	}
}
