/** A whole body. What is longer than `limitBytes` is cut off: nothing that needs so much is meant for us. */
export async function wholeText(bytes: AsyncIterable<Uint8Array>, limitBytes: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let length = 0;
  for await (const piece of bytes) {
    text += decoder.decode(piece, { stream: true });
    length += piece.length;
    if (length > limitBytes) break;
  }
  return text + decoder.decode();
}
