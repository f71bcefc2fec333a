export const slowAnswer = `Line open. The first token took eight seconds; keep-alive signals came in between, so the line was known to be up.

Now a slow model: about six tokens per second. Stop works at any moment and keeps what is here.
`;

export const failingAnswer = `## A line about to be cut

This answer ends in the middle of a sentence, on purpose. What has arrived stays where it is, is stored, and is marked as interrupted. The next part of this sentence will
`;
