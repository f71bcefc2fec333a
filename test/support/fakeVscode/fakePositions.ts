import type * as vscode from 'vscode';

type Place = Pick<vscode.Position, 'line' | 'character'>;

const isBefore = (one: Place, other: Place): boolean =>
  one.line < other.line || (one.line === other.line && one.character < other.character);

export class FakePosition implements Place {
  readonly line: number;
  readonly character: number;

  constructor(line: number, character: number) {
    this.line = line;
    this.character = character;
  }
}

/** The earlier of two positions is the start, in whichever order they are given. */
export class FakeRange {
  readonly start: FakePosition;
  readonly end: FakePosition;

  constructor(startLine: number, startCharacter: number, endLine: number, endCharacter: number) {
    const [one, other] = [new FakePosition(startLine, startCharacter), new FakePosition(endLine, endCharacter)];
    this.start = isBefore(other, one) ? other : one;
    this.end = this.start === one ? other : one;
  }

  get isEmpty(): boolean {
    return this.start.line === this.end.line && this.start.character === this.end.character;
  }
}

/** Where the caret is tells `active`; it may be before the anchor. */
export class FakeSelection extends FakeRange {
  readonly anchor: FakePosition;
  readonly active: FakePosition;

  constructor(anchorLine: number, anchorCharacter: number, activeLine: number, activeCharacter: number) {
    super(anchorLine, anchorCharacter, activeLine, activeCharacter);
    this.anchor = new FakePosition(anchorLine, anchorCharacter);
    this.active = new FakePosition(activeLine, activeCharacter);
  }

  get isReversed(): boolean {
    return isBefore(this.active, this.anchor);
  }
}
