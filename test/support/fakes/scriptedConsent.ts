import type { OriginConsent, OriginQuestion } from '../../../src/core/ports/originConsent.ts';

/** A person who agrees when `agrees` says so, and to what is in `confirmed`. */
export class ScriptedConsent implements OriginConsent {
  readonly confirmed = new Set<string>();
  readonly asked: OriginQuestion[] = [];
  readonly offered: OriginQuestion[] = [];
  agrees: boolean;

  constructor(agrees = false) {
    this.agrees = agrees;
  }

  isConfirmed(origin: string): boolean {
    return this.confirmed.has(origin);
  }

  async ask(question: OriginQuestion): Promise<boolean> {
    this.asked.push(question);
    await Promise.resolve();
    if (this.agrees) this.confirmed.add(question.origin);
    return this.agrees;
  }

  offer(question: OriginQuestion): void {
    this.offered.push(question);
  }
}
