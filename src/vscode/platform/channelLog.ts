import * as vscode from 'vscode';
import type { Logger } from '../../core/ports/platform.ts';

/** What looks like a credential, wherever it was written into a field. */
const credentials = [/\bsk-[\w-]{8,}/g, /\bBearer\s+[\w.~+/=-]{8,}/gi];

/** The channel "Neural Terminal": one JSON object per line, credentials redacted, never the text of a message. */
export class ChannelLog implements Logger, vscode.Disposable {
  readonly #channel: vscode.LogOutputChannel;
  readonly #knownSecrets = new Set<string>();
  /** VS Code disposes the channel while a closing window still saves; what is logged then has nowhere to go. */
  #disposed = false;

  constructor() {
    this.#channel = vscode.window.createOutputChannel('Neural Terminal', { log: true });
  }

  /** A value that must not appear in any line, whatever its shape. */
  redact(secret: string): void {
    if (secret.length < 8) return;
    // Also as JSON writes it: with its quotes and backslashes escaped.
    for (const form of [secret, JSON.stringify(secret).slice(1, -1)]) this.#knownSecrets.add(form);
  }

  show(): void {
    this.#channel.show(true);
  }

  debug(event: string, fields?: Readonly<Record<string, unknown>>): void {
    if (!this.#disposed) this.#channel.debug(this.#line(event, fields));
  }

  info(event: string, fields?: Readonly<Record<string, unknown>>): void {
    if (!this.#disposed) this.#channel.info(this.#line(event, fields));
  }

  warn(event: string, fields?: Readonly<Record<string, unknown>>): void {
    if (!this.#disposed) this.#channel.warn(this.#line(event, fields));
  }

  error(event: string, fields?: Readonly<Record<string, unknown>>): void {
    if (!this.#disposed) this.#channel.error(this.#line(event, fields));
  }

  dispose(): void {
    this.#disposed = true;
    this.#channel.dispose();
  }

  #line(event: string, fields: Readonly<Record<string, unknown>> = {}): string {
    let line = JSON.stringify({ event, ...fields }, serialiseError);
    for (const secret of this.#knownSecrets) line = line.replaceAll(secret, '[redacted]');
    for (const pattern of credentials) line = line.replaceAll(pattern, '[redacted]');
    return line;
  }
}

/** Of an error JSON would say nothing: what it is about is in no property of its own that is enumerated. */
function serialiseError(_name: string, value: unknown): unknown {
  return value instanceof Error ? String(value) : value;
}
