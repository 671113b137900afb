import { autocompletion, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { type Diagnostic, lintGutter, setDiagnostics } from "@codemirror/lint";
import { EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import type { Fault } from "../worker/questions.js";
import { schemaCompletion } from "./schema-completion.js";

/** What the page needs of its editor. */
export interface EditorOptions {
  readonly parent: HTMLElement;
  readonly classNames: () => readonly string[];
  readonly changed: () => void;
}

/** The scenario as text, with completion and the tool's own errors in their places. */
export class ScenarioEditor {
  private readonly view: EditorView;

  constructor({ parent, classNames, changed }: EditorOptions) {
    this.view = new EditorView({
      parent,
      extensions: [
        lineNumbers(),
        lintGutter(),
        history(),
        highlightActiveLine(),
        // Tab leaves the editor, as those who use the keyboard alone need it to.
        keymap.of([...completionKeymap, ...defaultKeymap, ...historyKeymap]),
        yaml(),
        syntaxHighlighting(highlighting),
        autocompletion({ override: [schemaCompletion(classNames)] }),
        EditorView.contentAttributes.of({ "aria-label": "Scenario in YAML" }),
        EditorView.updateListener.of(({ docChanged }) => docChanged && changed()),
      ],
    });
    // What scrolls must be reached by the keyboard.
    this.view.scrollDOM.tabIndex = 0;
  }

  get text(): string {
    return this.view.state.doc.toString();
  }

  /** Puts another text in its place; only what differs is replaced, so that the reader's place stays. */
  set text(wanted: string) {
    const { text } = this;
    const most = Math.min(text.length, wanted.length);
    let start = 0;
    while (start < most && text[start] === wanted[start]) start++;
    let end = 0;
    while (end < most - start && text[text.length - 1 - end] === wanted[wanted.length - 1 - end]) end++;
    const changes = { from: start, to: text.length - end, insert: wanted.slice(start, wanted.length - end) };
    this.view.dispatch({ changes });
  }

  /** Marks a mistake where it is, or that there is none. */
  mark(fault: Fault | undefined): void {
    const { state } = this.view;
    this.view.dispatch(setDiagnostics(state, fault ? [this.diagnosticOf(fault)] : []));
  }

  private diagnosticOf({ sentence, line = 1, column = 1 }: Fault): Diagnostic {
    const { doc } = this.view.state;
    const at = doc.line(Math.min(line, doc.lines));
    const from = Math.min(at.from + column - 1, at.to);
    return { from, to: at.to, severity: "error", message: sentence };
  }
}

const highlighting = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--formula)" },
  { tag: tags.comment, color: "var(--quiet)" },
  { tag: [tags.string, tags.number, tags.bool], color: "var(--estimate)" },
]);
