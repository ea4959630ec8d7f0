import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { yaml } from '@codemirror/lang-yaml'
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { Change, unifiedMergeView } from '@codemirror/merge'
import { EditorState, type Extension, Text } from '@codemirror/state'
import { EditorView, highlightSpecialChars, keymap, lineNumbers } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import type { Difference } from '../engine/differences.ts'

/** Defined by the bundler: the page's policy allows styles with it. */
declare const STYLE_NONCE: string

const COLORS = HighlightStyle.define([
  { tag: [tags.definition(tags.propertyName), tags.propertyName], color: 'var(--key)' },
  { tag: [tags.string, tags.content], color: 'var(--text)' },
  { tag: [tags.number, tags.bool, tags.null, tags.keyword], color: 'var(--value)' },
  { tag: [tags.comment, tags.meta, tags.separator, tags.punctuation], color: 'var(--dim)' },
])

const THEME = EditorView.theme({
  '&': { height: '100%', fontSize: '0.8125rem', backgroundColor: 'var(--card)', color: 'var(--ink)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.55' },
  '.cm-gutters': { backgroundColor: 'var(--card)', color: 'var(--dim)', border: 'none' },
  '.cm-content': { caretColor: 'var(--ink)' },
  '.cm-content:focus-visible': { outline: 'none' },
  '.cm-changedLine, &.cm-merge-b .cm-changedLine': { backgroundColor: 'var(--added)' },
  '& .cm-deletedChunk': { backgroundColor: 'var(--removed)' },
  '& .cm-changedLineGutter': { backgroundColor: 'var(--good)' },
  '& .cm-deletedLineGutter': { backgroundColor: 'var(--bad)' },
  '& .cm-collapsedLines::before, & .cm-collapsedLines::after': { content: '""' },
  '& .cm-collapsedLines': { background: 'var(--plain-back)', color: 'var(--dim)', padding: '0.2rem 0.75rem' },
})

/** What both editors have: colours by variables, so that one theme serves light and dark. */
const COMMON: Extension = [
  EditorView.cspNonce.of(STYLE_NONCE),
  lineNumbers(),
  // Shows control and bidirectional characters as dots with a name.
  highlightSpecialChars(),
  yaml(),
  syntaxHighlighting(COLORS),
  THEME,
]

/**
 * Creates the editor of the manifests.
 * @param changed is called when a person has changed the text
 */
export const createInput = (parent: HTMLElement, changed: () => void): EditorView =>
  new EditorView({
    parent,
    extensions: [
      COMMON,
      history(),
      // The tab key leaves the editor, as people without a mouse expect.
      keymap.of([...defaultKeymap, ...historyKeymap]),
      EditorView.contentAttributes.of({ 'aria-label': 'Manifests', tabindex: '0' }),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) changed()
      }),
    ],
  })

/** Splits a text into lines as the editors do. */
export const toDocument = (text: string): Text => Text.of(text.split(/\r\n?|\n/))

/** Texts of the input and the output, and where they differ if that is known. */
export interface Comparison {
  before: Text
  after: Text
  differences?: Difference[]
  /** Whether to show unchanged lines, too. */
  whole: boolean
}

/** What is shown of manifests that are not hardened. */
export const NOTHING: Comparison = { before: Text.empty, after: Text.empty, whole: true }

/** How long and how far to compare texts whose differences are not known. */
const EFFORT = { scanLimit: 500, timeout: 200 }

const stateOf = ({ before, after, differences, whole }: Comparison): EditorState => {
  const changes = differences?.map(({ fromA, toA, fromB, toB }) => new Change(fromA, toA, fromB, toB))
  return EditorState.create({
    doc: after,
    extensions: [
      COMMON,
      EditorState.readOnly.of(true),
      EditorView.editable.of(false),
      EditorView.contentAttributes.of({ 'aria-label': 'Hardened manifests', tabindex: '0' }),
      keymap.of(defaultKeymap),
      unifiedMergeView({
        original: before,
        mergeControls: false,
        highlightChanges: false,
        diffConfig: changes === undefined ? EFFORT : { override: () => changes },
        ...(whole ? {} : { collapseUnchanged: { margin: 3, minSize: 6 } }),
      }),
    ],
  })
}

/** Creates the view of the differences, which `show` fills. */
export const createOutput = (parent: HTMLElement): EditorView => new EditorView({ parent, state: stateOf(NOTHING) })

/** Shows a comparison, at the place to which the view was scrolled. */
export const show = (view: EditorView, comparison: Comparison): void => {
  const place = view.scrollDOM.scrollTop
  view.setState(stateOf(comparison))
  view.scrollDOM.scrollTop = place
}

/** Scrolls to a line of the input, counted from 1, and selects it in the output. */
export const goTo = (view: EditorView, { before, differences = [] }: Comparison, line: number): void => {
  const offset = before.line(Math.min(line, before.lines)).from
  const moved = differences.reduce(
    (sum, { fromA, toA, fromB, toB }) => sum + (toA <= offset ? toB - fromB - (toA - fromA) : 0),
    0,
  )
  const place = Math.max(0, Math.min(view.state.doc.length, offset + moved))
  view.dispatch({
    selection: { anchor: place, head: view.state.doc.lineAt(place).to },
    effects: EditorView.scrollIntoView(place, { y: 'center' }),
  })
  view.focus()
}
