/** Fresh text fades from bright to its resting colour in STEPS steps: `::highlight(fresh-0)` … `(fresh-2)` in markdown.css. */
const STEPS = 3;
const STEP_MS = 80;

interface FreshRange {
  readonly range: Range;
  readonly bornAt: number;
  step: number;
}

/**
 * The glow of text that has just come, by the CSS Custom Highlight API: ranges with a colour. It adds no element, so it moves nothing and is
 * never in the way of a selection. While no text is fresh, `root` has the class `quiet`.
 */
export class FreshText {
  readonly #root: Element;
  #ranges: FreshRange[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(root: Element) {
    this.#root = root;
  }

  /** Marks what stands behind `mark` as fresh. */
  add(mark: TextMark | undefined): void {
    const end = this.#root.lastChild;
    if (!end || motionIsReduced()) return;
    const now = performance.now();
    const newest = this.#ranges.at(-1);
    if (newest && now - newest.bornAt < STEP_MS) newest.range.setEndAfter(end);
    else if (!mark || this.#root.contains(mark.node)) {
      const range = new Range();
      if (mark) range.setStart(mark.node, Math.min(mark.offset, mark.node.data.length));
      else range.setStart(this.#root, 0);
      range.setEndAfter(end);
      this.#ranges.push({ range, bornAt: now, step: 0 });
      level(0).add(range);
    }
    this.#timer ??= setTimeout(this.#age, STEP_MS);
    this.#root.classList.remove('quiet');
  }

  clear(): void {
    for (const { range, step } of this.#ranges) level(step).delete(range);
    this.#ranges = [];
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  readonly #age = () => {
    const now = performance.now();
    this.#ranges = this.#ranges.filter((fresh) => {
      const step = Math.floor((now - fresh.bornAt) / STEP_MS);
      if (step === fresh.step) return true;
      level(fresh.step).delete(fresh.range);
      if (step >= STEPS) return false;
      level(step).add(fresh.range);
      fresh.step = step;
      return true;
    });
    this.#timer = this.#ranges.length > 0 ? setTimeout(this.#age, STEP_MS) : undefined;
    this.#root.classList.toggle('quiet', this.#ranges.length === 0);
  };
}

export interface TextMark {
  readonly node: Text;
  readonly offset: number;
}

/** The end of the last text in an element; undefined if it ends without text. */
export function endOfText(root: Element): TextMark | undefined {
  let node: Node = root;
  while (node.lastChild) node = node.lastChild;
  return node instanceof Text ? { node, offset: node.data.length } : undefined;
}

function level(step: number): Highlight {
  const name = `fresh-${step}`;
  const existing = CSS.highlights.get(name);
  if (existing) return existing;
  const created = new Highlight();
  CSS.highlights.set(name, created);
  return created;
}

function motionIsReduced(): boolean {
  const { classList } = document.body;
  if (classList.contains('vscode-reduce-motion') || classList.contains('vscode-high-contrast')) return true;
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}
