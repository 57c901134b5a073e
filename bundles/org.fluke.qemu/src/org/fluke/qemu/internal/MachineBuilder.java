// SPDX-License-Identifier: EPL-2.0
package org.fluke.qemu.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.fluke.bridge.DoorAddress;
import org.fluke.qemu.LiveTransport;
import org.fluke.qemu.MachineListener;
import org.fluke.qemu.PortInUseException;
import org.fluke.qemu.QemuException;
import org.fluke.qemu.QemuMachine;

/** The implementation of {@link org.fluke.qemu.QemuMachine.Builder}. */
public final class MachineBuilder implements QemuMachine.Builder {

	private static final Path EXAMPLE_FOLDER = Path.of("/tmp/fluke");
	/** QEMU takes no more. */
	private static final int SHIFT_MAX = 10;

	private Path kernel;
	private Path qemu;
	private String scenario;
	private boolean hold;
	private int megabytes = 64;
	private boolean deterministic = true;
	private int shift;
	private int processors = 1;
	private String kernelArguments = "";
	private LiveTransport transport = LiveTransport.VIRTIO;
	private DoorAddress live;
	private DoorAddress liveForGdb;
	private DoorAddress gdb;
	private Path consoleLog;
	private boolean paused;
	private List<String> more = List.of();
	private final List<MachineListener> listeners = new ArrayList<>();

	@Override
	public MachineBuilder kernel(Path folder) {
		kernel = folder;
		return this;
	}

	@Override
	public MachineBuilder qemu(Path executable) {
		qemu = executable;
		return this;
	}

	@Override
	public MachineBuilder scenario(String name) {
		if (name != null && !name.matches("[A-Za-z0-9_-]+")) {
			throw new IllegalArgumentException("a scenario's name has letters, digits and hyphens only: " + name);
		}
		scenario = name;
		return this;
	}

	@Override
	public MachineBuilder hold(boolean newHold) {
		hold = newHold;
		return this;
	}

	@Override
	public MachineBuilder memory(int newMegabytes) {
		if (newMegabytes < 1) {
			throw new IllegalArgumentException("a machine needs memory");
		}
		megabytes = newMegabytes;
		return this;
	}

	@Override
	public MachineBuilder deterministic(boolean newDeterministic) {
		deterministic = newDeterministic;
		return this;
	}

	@Override
	public MachineBuilder shift(int newShift) {
		if (newShift < 0 || newShift > SHIFT_MAX) {
			throw new IllegalArgumentException("an instruction takes from 2^0 to 2^" + SHIFT_MAX + " nanoseconds");
		}
		shift = newShift;
		return this;
	}

	@Override
	public MachineBuilder processors(int newProcessors) {
		if (newProcessors < 1) {
			throw new IllegalArgumentException("a machine needs a processor");
		}
		processors = newProcessors;
		return this;
	}

	@Override
	public MachineBuilder kernelArguments(String words) {
		kernelArguments = words;
		return this;
	}

	@Override
	public MachineBuilder live(DoorAddress address) {
		live = address;
		return this;
	}

	@Override
	public MachineBuilder liveForGdb(DoorAddress address) {
		liveForGdb = address;
		return this;
	}

	@Override
	public MachineBuilder transport(LiveTransport newTransport) {
		transport = newTransport;
		return this;
	}

	@Override
	public MachineBuilder gdb(DoorAddress address) {
		gdb = address;
		return this;
	}

	@Override
	public MachineBuilder consoleLog(Path log) {
		consoleLog = log;
		return this;
	}

	@Override
	public MachineBuilder paused(boolean newPaused) {
		paused = newPaused;
		return this;
	}

	@Override
	public MachineBuilder arguments(List<String> arguments) {
		more = List.copyOf(arguments);
		return this;
	}

	@Override
	public MachineBuilder listener(MachineListener listener) {
		listeners.add(listener);
		return this;
	}

	@Override
	public List<String> commandLine() {
		return commandLine(qemu != null ? qemu : Path.of("qemu-system-i386"), doorsIn(EXAMPLE_FOLDER),
				EXAMPLE_FOLDER.resolve("qmp.sock"), kernel != null ? kernel.resolve("root.img") : null);
	}

	@Override
	public QemuMachine start() throws QemuException {
		Path executable = QemuFinder.find(qemu, System.getenv());
		if (kernel != null) {
			for (String file : List.of("fluke.elf", "root.img")) {
				if (!Files.isReadable(kernel.resolve(file))) {
					throw new QemuException("There is no built kernel in " + kernel + ": " + file + " is missing");
				}
			}
		}
		if (live != null && liveForGdb != null && transport == LiveTransport.UART) {
			throw new QemuException("the serial port has one line only: it can't be at " + live + " and at " + liveForGdb);
		}
		requireFree(live);
		requireFree(liveForGdb);
		requireFree(gdb);
		Path folder;
		try {
			folder = MachineFolder.create();
		} catch (IOException e) {
			throw new QemuException("A private folder for sockets can't be created: " + e.getMessage(), e);
		}
		try {
			Path qmp = folder.resolve("qmp.sock");
			Doors doors = doorsIn(folder);
			List<String> command = commandLine(executable, doors, qmp, kernel != null ? image(folder) : null);
			return LocalMachine.start(command, folder, qmp, doors, consoleLog, listeners, paused);
		} catch (QemuException | RuntimeException e) {
			MachineFolder.remove(folder);
			throw e;
		} catch (IOException e) {
			MachineFolder.remove(folder);
			throw new QemuException("QEMU can't be started: " + e.getMessage(), e);
		}
	}

	/** QEMU takes a module's name only up to the first space or comma. */
	private Path image(Path folder) throws IOException {
		Path image = kernel.resolve("root.img").toAbsolutePath();
		if (!image.toString().matches(".*[ ,].*")) {
			return image;
		}
		return Files.createSymbolicLink(folder.resolve("root.img"), image);
	}

	/** Where a machine's doors are. */
	record Doors(DoorAddress live, DoorAddress liveForGdb, DoorAddress machine) {
	}

	private Doors doorsIn(Path folder) {
		DoorAddress first = live;
		DoorAddress second = liveForGdb;
		if (transport == LiveTransport.UART) {
			first = first != null ? first : second;
		}
		first = first != null ? first : DoorAddress.unix(folder.resolve("live.sock"));
		if (transport == LiveTransport.UART) {
			second = first;
		}
		return new Doors(first, second != null ? second : DoorAddress.unix(folder.resolve("live2.sock")),
				gdb != null ? gdb : DoorAddress.unix(folder.resolve("gdb.sock")));
	}

	private List<String> commandLine(Path executable, Doors doors, Path qmp, Path image) {
		List<String> line = new ArrayList<>();
		line.add(executable.toString());
		add(line, "-nodefaults", "-no-user-config", "-no-reboot", "-display", "none");
		add(line, "-m", Integer.toString(megabytes), "-smp", Integer.toString(processors));
		if (deterministic) {
			add(line, "-icount", "shift=" + shift + ",sleep=off", "-rtc", "base=2000-01-01,clock=host");
		}
		add(line, "-device", "isa-debug-exit,iobase=0xf4,iosize=1");
		add(line, "-chardev", "stdio,id=console,signal=off", "-serial", "chardev:console");
		add(line, "-chardev", server("live", doors.live()));
		if (transport == LiveTransport.UART) {
			add(line, "-serial", "chardev:live");
		} else {
			add(line, "-chardev", server("live2", doors.liveForGdb()));
			// The guest's driver uses the legacy registers and one interrupt; the host answers at once, not on another thread.
			add(line, "-device", "virtio-serial-pci,id=doors,max_ports=3,disable-modern=on,vectors=0,ioeventfd=off");
			add(line, "-device", "virtserialport,bus=doors.0,nr=1,chardev=live,name=org.fluke.live");
			add(line, "-device", "virtserialport,bus=doors.0,nr=2,chardev=live2,name=org.fluke.live2");
		}
		add(line, "-chardev", server("gdb", doors.machine()), "-gdb", "chardev:gdb");
		// We listen and QEMU connects: so nobody has to poll for its socket. Last, so that the doors are open before.
		add(line, "-chardev", "socket,id=qmp,path=" + value(qmp), "-mon", "chardev=qmp,mode=control");
		// The processor starts when we say so: a busy guest would slow down the greeting on a busy host.
		add(line, "-S");
		if (image != null) {
			add(line, "-kernel", kernel.resolve("fluke.elf").toAbsolutePath().toString(), "-initrd", image.toString());
			String append = ((scenario != null ? "scenario=" + scenario : "") + (hold ? " hold" : "") + " " + kernelArguments).strip();
			if (!append.isEmpty()) {
				add(line, "-append", append);
			}
		}
		line.addAll(more);
		return line;
	}

	private static void add(List<String> line, String... arguments) {
		line.addAll(List.of(arguments));
	}

	private static String server(String id, DoorAddress address) {
		String where = address.socket() != null ? "path=" + value(address.socket())
				: "host=127.0.0.1,port=" + address.port() + ",nodelay=on";
		return "socket,id=" + id + "," + where + ",server=on,wait=off";
	}

	/** In QEMU's option lists a comma is doubled. */
	private static String value(Path path) {
		return path.toString().replace(",", ",,");
	}

	private static void requireFree(DoorAddress address) throws QemuException {
		if (address == null) {
			return;
		}
		if (address.socket() == null) {
			try (ServerSocket probe = new ServerSocket()) {
				probe.setReuseAddress(true);
				probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), address.port()));
			} catch (IOException e) {
				throw new PortInUseException("port " + address.port() + " is in use: choose another one, or end the program"
						+ " that listens there");
			}
			return;
		}
		Path socket = address.socket();
		if (!Files.isDirectory(socket.getParent())) {
			throw new QemuException("there is no folder " + socket.getParent() + " for the socket");
		}
		if (Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
			if (Files.isRegularFile(socket) || Files.isDirectory(socket)) {
				throw new PortInUseException(socket + " exists and is not a socket");
			}
			try {
				address.open().close();
			} catch (IOException e) {
				return; // left behind by somebody who is gone; QEMU replaces it
			}
			throw new PortInUseException("the socket " + socket + " is in use");
		}
	}
}
