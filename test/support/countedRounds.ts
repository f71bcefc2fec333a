/** Work in rounds: a call belongs to the one after the last that had ended when it was made. What does not wait for each other is one round. */
export function countedRounds() {
  let ended = 0;
  let begun = 0;
  const rounds = new Map<string, number>();
  /** The same, with its calls counted. */
  const counted = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(_, name) {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) => {
          const result: unknown = value.apply(target, args);
          if (!(result instanceof Promise)) return result;
          const [round, since] = [ended + 1, begun];
          if (!rounds.has(String(name))) rounds.set(String(name), round);
          const end = () => {
            if (since === begun) ended = Math.max(ended, round);
          };
          result.then(end, end);
          return result as unknown;
        };
      },
    });
  return {
    counted,
    /** In which round this was called first since `begin`. */
    roundOf: (method: string) => rounds.get(method),
    /** How many rounds have ended since `begin`. */
    ended: () => ended,
    begin: () => {
      ended = 0;
      begun += 1;
      rounds.clear();
    },
  };
}
