import type { HostPort } from './host.ts';

/** UTF-16 units; the host takes no more. */
const maxReportLength = 5000;

/** Sends what went wrong in the page to the host's log: users do not see a webview's console. */
export function reportFaults(host: HostPort): void {
  const report = (kind: 'error' | 'rejection' | 'csp', message: string) =>
    host.post({ type: 'fault', kind, message: message.slice(0, maxReportLength) });
  window.addEventListener('error', (event) => report('error', event.message));
  window.addEventListener('unhandledrejection', (event) => report('rejection', String(event.reason)));
  document.addEventListener('securitypolicyviolation', (event) => report('csp', `${event.effectiveDirective} refused ${event.blockedURI}`));
}
