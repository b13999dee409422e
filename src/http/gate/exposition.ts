/** A value by its series: a name, with labels in braces where it has some. */
export type Sample = readonly [series: string, value: number];

/** One metric in the words of Prometheus. What is not a number is left out: a single such line, and it refuses the whole scrape. */
export const exposed = (name: string, help: string, type: string, samples: readonly Sample[]) =>
  `${[
    `# HELP ${name} ${help}`,
    `# TYPE ${name} ${type}`,
    ...samples.filter(([, value]) => Number.isFinite(value)).map(([series, value]) => `${series} ${value}`),
  ].join('\n')}\n`;
