/** How long a button that copied says so. */
export const copiedMs = 1_200;
