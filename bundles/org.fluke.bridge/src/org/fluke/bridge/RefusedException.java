// SPDX-License-Identifier: EPL-2.0
package org.fluke.bridge;

/** The kernel's debugger understood a request and refused it: the answer was {@code E NN} (live-door.md, "Standard packets"). */
public class RefusedException extends BridgeException {

	/** Why a request was refused. */
	public enum Reason {
		/** 01: the packet was malformed: a defect on our side, or a kernel older than we understand. */
		MALFORMED(1, "the kernel's debugger did not understand the request"),
		/** 02: the thread does not exist (any more). */
		NO_SUCH_THREAD(2, "there is no such thread any more"),
		/** 03: there is no register of this number. */
		NO_SUCH_REGISTER(3, "there is no such register"),
		/** 04: the address is not mapped. */
		BAD_ADDRESS(4, "the address is not mapped in the thread's space"),
		/** 05: a value is not legal. */
		ILLEGAL_VALUE(5, "the value is not legal"),
		/** 06: the kernel has no memory left. */
		NO_MEMORY(6, "the kernel has no memory left"),
		/** 07: not possible in the thread's present state. */
		NOT_NOW(7, "this is not possible in the thread's present state"),
		/** Any other number. */
		OTHER(-1, "the kernel's debugger refused the request");

		private final int code;
		private final String text;

		Reason(int code, String text) {
			this.code = code;
			this.text = text;
		}

		static Reason of(int code) {
			for (Reason reason : values()) {
				if (reason.code == code) {
					return reason;
				}
			}
			return OTHER;
		}
	}

	private static final long serialVersionUID = 1L;

	private final int code;

	/**
	 * @param request what was asked, for the message
	 * @param code the number after E
	 */
	public RefusedException(String request, int code) {
		super(request + ": " + Reason.of(code).text + " (E" + (code < 16 ? "0" : "") + Integer.toHexString(code) + ")");
		this.code = code;
	}

	/** @return why */
	public Reason reason() {
		return Reason.of(code);
	}

	/** @return the number as it came */
	public int code() {
		return code;
	}
}
