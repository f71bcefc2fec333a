import type { OptionalContribution } from './contribution.ts';
import type { ReportDocument } from './reportDocument.ts';

export const reportsContribution: OptionalContribution<{ readonly reports: ReportDocument }> = {
  name: 'reports',
  required: false,
  commands: [],
  start({ reports }, disposables) {
    disposables.push(reports.register());
    return {};
  },
};
