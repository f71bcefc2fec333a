/** New text fades from bright to its resting colour in STEPS steps: `::highlight(fresh-0)` and `(fresh-1)` in markdown.css. */
const STEPS = 2;
const STEP_MS = 120;

const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');

interface NewRange {
  readonly range: Range;
  readonly bornAt: number;
  step: number;
}

export interface TextMark {
  readonly node: Text;
  readonly offset: number;
}

/**
 * The glow of text that has just come, by the CSS Custom Highlight API: ranges with a colour. It adds no element, so it moves nothing and is
 * never in the way of a selection. While no text is new, `root` has the class `quiet`.
 */
export class NewTextHighlight {
  readonly #root: Element;
  #ranges: NewRange[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(root: Element) {
    this.#root = root;
  }

  /** Text has come behind `mark`. The newest range reaches to the end of the root, so that it takes in what comes within the same step. */
  add(mark: TextMark | undefined): void {
    if (motionIsReduced()) return;
    const now = performance.now();
    this.#age(now);
    this.#timer ??= setTimeout(this.#ageLater, STEP_MS);
    const newest = this.#ranges.at(-1);
    if (newest?.step === 0 || (mark && !this.#root.contains(mark.node))) return;
    const range = new Range();
    range.selectNode(this.#root);
    if (mark) {
      const offset = Math.min(mark.offset, mark.node.data.length);
      range.setStart(mark.node, offset);
      newest?.range.setEnd(mark.node, offset);
    }
    level(0).add(range);
    this.#ranges.push({ range, bornAt: now, step: 0 });
    this.#root.classList.remove('quiet');
  }

  clear(): void {
    for (const { range, step } of this.#ranges) level(step).delete(range);
    this.#ranges = [];
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #age(now: number): void {
    this.#ranges = this.#ranges.filter((recent) => {
      const step = Math.floor((now - recent.bornAt) / STEP_MS);
      if (step === recent.step) return true;
      level(recent.step).delete(recent.range);
      if (step >= STEPS) return false;
      level(step).add(recent.range);
      recent.step = step;
      return true;
    });
  }

  /** While text flows, ranges age with the updates; this is for the last ones. */
  readonly #ageLater = () => {
    this.#age(performance.now());
    this.#timer = this.#ranges.length > 0 ? setTimeout(this.#ageLater, STEP_MS) : undefined;
    this.#root.classList.toggle('quiet', this.#ranges.length === 0);
  };
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
  return reducedMotion.matches || classList.contains('vscode-reduce-motion') || classList.contains('vscode-high-contrast');
}
