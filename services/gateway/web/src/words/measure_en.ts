// English for measures and what became of them.
export const en = {
  measures: {
    list: 'Measures',
    measure: 'Measure',
    figure: 'Judged by',
    sites: 'Sites',
    verdict: 'Verdict',
    effect: 'Effect',
    since: 'Since',
    without: 'Without the measure',
    with: 'With the measure',
    part: 'Part',
    judged: 'judged',
    comparison: 'to compare with',
    notYet: 'not yet',
    none: 'No measures have been decided.',
    choose: 'Choose a measure to see its effect.',
    decided: (day: string) => `Decided ${day}`,
    bySince: 'By months since it came into use',
    lines: 'Solid: the months’ own line. Dashed: where the months before were heading.',
    interval: (level: string, low: string, high: string) => `${level} % interval: ${low} to ${high}`,
    observed: (withIt: string, without: string) => `${withIt} with the measure, ${without} without`,
    points: (n: string) => `${n} points`,
    days: (n: string) => `${n} days`,
    inMonths: (value: string, months: string) => `${value} in ${months} months`,
    missing: 'What is missing',
    verdicts: {
      BETTER: 'Better',
      WORSE: 'Worse',
      NO_DIFFERENCE_SHOWN: 'No difference shown',
      NOT_ENOUGH_DATA: 'Not enough data',
    },
    designs: {
      BEFORE_AFTER: 'before and after',
      DIFFERENCE_IN_DIFFERENCES: 'difference in differences',
      STEPPED_WEDGE: 'stepped wedge',
    },
    figures: {
      INTERRUPTION: (days: string) => `interrupted by day ${days}`,
      REFERRALS_ACCEPTED: () => 'referrals accepted',
      DAYS_TO_ANSWER: () => 'days to answer (median)',
      RETURN_TO_WORK: (days: string) => `back in work by day ${days}`,
      TWELVE_WEEK_OUTCOME: () => 'occupation found by day 84',
      BELIEF: () => 'high belief in the job chance',
      RESOURCES_WORDED: () => 'resources worded',
    },
    lacks: {
      NOT_IMPLEMENTED: (site: string) => `Not in use at ${site} yet.`,
      PERIOD_NOT_OVER: (site: string, day: string) =>
        `${site} is judged from ${day} on, when its whole period is known.`,
      TOO_FEW_MONTHS: (site: string, found: string, needed: string) =>
        `${site} has ${found} months on one side; ${needed} are needed.`,
      TOO_FEW_SITES: (found: string, needed: string) =>
        `Sites with the measure that can be judged: ${found} of ${needed}.`,
      TOO_FEW_COMPARISON_SITES: (found: string, needed: string) => `Sites to compare with: ${found} of ${needed}.`,
      TOO_FEW_MONTHS_TOGETHER: (found: string, needed: string) =>
        `Months that the sites have in common on one side: ${found} of ${needed}.`,
      TOO_FEW_CASES: () => 'Too few cases before the measure, or with it.',
      HANGS_ON_ONE_SITE: () => 'One site alone decides; by how much sites differ cannot be seen.',
      NO_VARIATION: () => 'The figure does not vary, so that nothing can be judged by it.',
    },
  },
};
