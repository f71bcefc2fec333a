// What the trunk in the gutter shows beside its nodes. For the eye only: the controls beside them say the same in words.

/** Other branches leave the trunk above this entry. */
export function BranchMark() {
  return (
    <svg class="branch-mark" viewBox="0 0 13 22" aria-hidden="true">
      <path class="line" d="M.5 0v1.5q0 5 5 5h1q4 0 4 4v5" />
      <path class="end" d="M8.5 15.5h4v4h-4z" />
    </svg>
  );
}

/** The trunk of the origin goes its own way. */
export function ForkMark() {
  return (
    <svg class="fork-mark" viewBox="0 0 30 32" aria-hidden="true">
      <path class="line" d="M29.5 0v2q0 9-9 9h-9q-8 0-8 8v4" />
      <path class="end" d="M1.5 23.5h4v4h-4z" />
    </svg>
  );
}
