import { allViews, checkViews } from './support/view-check.ts';

// Every view is checked against the type of its data, so that a renamed property is found here and not by a visitor.
const findings = checkViews(allViews());
for (const finding of findings) console.error(finding);
if (findings.length > 0) process.exitCode = 1;
