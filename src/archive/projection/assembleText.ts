export interface TextPiece {
  /** Offset in the whole text, in UTF-16 units. */
  readonly start: number;
  readonly text: string;
}

/** The text of pieces in order of their offsets. What overlaps is taken once; where a piece is lost, the text goes on with the next. */
export function assembleText(pieces: readonly TextPiece[]): string {
  let text = '';
  let end = 0;
  for (const piece of pieces) {
    const pieceEnd = piece.start + piece.text.length;
    if (pieceEnd <= end) continue;
    text += piece.text.slice(Math.max(0, end - piece.start));
    end = pieceEnd;
  }
  return text;
}
