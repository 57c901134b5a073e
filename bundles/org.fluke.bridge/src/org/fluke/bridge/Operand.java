// SPDX-License-Identifier: EPL-2.0
package org.fluke.bridge;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.fluke.bridge.api.ApiTable;
import org.fluke.bridge.api.EntryPoint;

/**
 * What one register holds while a thread stands on an entry point, read from the API table's words for it.
 *
 * @param register name of the frame's word; {@code al} and {@code ah} for the halves of eax
 * @param meaning the table's words
 * @param kind what a value has to be
 * @param type name of the object type that is meant, empty if any or none
 * @param optional whether 0 stands for "none"
 */
record Operand(String register, String meaning, Kind kind, String type, boolean optional) {

	/** What a value has to be. */
	enum Kind {
		/** The address of an object. */
		OBJECT,
		/** The address of a reference at an object. */
		REFERENCE,
		/** An address at which there is no object yet. */
		NEW_OBJECT,
		/** The address of the thread itself. */
		SELF,
		/** The address of words in memory: a state, or a message's parameters. */
		POINTER,
		/** The address of a message's next word. */
		BUFFER,
		/** The address of the table of a message's further buffers or references. */
		TABLE,
		/** How many words there are from {@link #BUFFER} on. */
		WORDS,
		/** How many rows the table has. */
		ROWS,
		/** Any number. */
		VALUE
	}

	private static final Pattern TYPED = Pattern.compile("(mutex|cond|region|mapping|pset|thread)\\b(?! ref).*");

	private static final Pattern REF = Pattern.compile("(\\w+ )?ref\\b(?! table).*");
	private static final Pattern TYPED_REF = Pattern.compile("(port|thread) ref.*");
	private static final Pattern NAMED_REF = Pattern.compile("\\w+_ref\\b.*");
	private static final Pattern STRUCTURE = Pattern.compile("\\w+\\*.*");

	/**
	 * @param api knows the object types
	 * @param entry any
	 * @return its registers, in the table's order
	 */
	static List<Operand> of(ApiTable api, EntryPoint entry) {
		List<Operand> operands = new ArrayList<>();
		String own = api.objectTypes().stream().map(t -> t.name()).filter(t -> entry.name().startsWith(t + "_"))
				.findFirst().orElse("");
		FrameDecoder.meanings(entry.registersIn()).forEach((register, meaning) -> {
			boolean nullable = entry.registersIn().contains("null");
			operands.add(read(register, meaning, own, nullable));
		});
		return operands;
	}

	private static Operand read(String register, String meaning, String own, boolean nullable) {
		Kind kind = Kind.VALUE;
		String type = "";
		boolean optional = false;
		Matcher typed = TYPED.matcher(meaning);
		if (meaning.startsWith("cur")) {
			kind = Kind.SELF;
		} else if (meaning.startsWith("new")) {
			kind = Kind.NEW_OBJECT;
			type = own;
		} else if (meaning.startsWith("obj") && !meaning.startsWith("obarray") || meaning.startsWith("old")) {
			kind = Kind.OBJECT;
			type = own;
		} else if (meaning.equals("sleep port")) {
			kind = Kind.OBJECT;
			type = "port";
			optional = true;
		} else if (typed.matches()) {
			kind = Kind.OBJECT;
			type = typed.group(1);
		} else if (REF.matcher(meaning).matches()) {
			kind = Kind.REFERENCE;
			type = TYPED_REF.matcher(meaning).matches() ? meaning.substring(0, meaning.indexOf(' ')) : "";
			optional = meaning.contains("or 0");
		} else if (NAMED_REF.matcher(meaning).matches()) {
			kind = Kind.REFERENCE;
			optional = nullable;
		} else if (meaning.startsWith("params") || STRUCTURE.matcher(meaning).matches() || meaning.endsWith(" ptr")) {
			kind = meaning.contains("buf ptr") ? Kind.BUFFER : Kind.POINTER;
			optional = nullable;
		} else if (meaning.endsWith(" table")) {
			kind = Kind.TABLE;
		} else if (meaning.startsWith("words ")) {
			kind = Kind.WORDS;
		} else if (meaning.endsWith(" bufs") || meaning.endsWith(" refs")) {
			kind = Kind.ROWS;
		}
		return new Operand(register, meaning, kind, type, optional);
	}

	/**
	 * @param api knows the frame's words
	 * @param words of a frame
	 * @return what the register holds
	 */
	int value(ApiTable api, int[] words) {
		return switch (register) {
		case "al" -> words[api.frameWord("eax").index()] & 0xff;
		case "ah" -> words[api.frameWord("eax").index()] >> 8 & 0xff;
		default -> words[api.frameWord(register).index()];
		};
	}

	/** @return name of the frame's word that the register is, or is a part of */
	String word() {
		return register.startsWith("e") ? register : "eax";
	}
}
