// The answers of praksis.v1.Operations as protobuf JSON has them; only what the page reads.
export interface Projection {
  name?: string;
  state?: string;
  position?: string;
  // Of a kept one: when the last event known there was recorded.
  known?: string;
  models?: string[];
  lags?: { partition?: number; events?: string; age?: string }[];
  diskBytes?: string;
  created?: string;
  progress?: { done?: string; total?: string; left?: string };
  problem?: { message?: string };
}

export interface ProjectionsAnswer {
  projections?: Projection[];
}

export interface StatusAnswer {
  now?: string;
  started?: string;
  logProblem?: { message?: string };
  recorder?: { queued?: string; recorded?: string; repeats?: string; refused?: string; batches?: string };
  refusals?: { reason?: string; count?: string }[];
  owners?: { partition?: number; address?: string }[];
}

// "1.500s" in seconds.
export function secondsOf(duration: string | undefined): number {
  return parseFloat(duration ?? '0') || 0;
}

// The partition that is furthest behind says how far a projection is.
export function furthestBehind(projection: Projection): { events: number; seconds: number } | undefined {
  if (!projection.lags?.length) return undefined;
  return projection.lags.reduce(
    (most, lag) => ({
      events: most.events + Number(lag.events ?? 0),
      seconds: Math.max(most.seconds, secondsOf(lag.age)),
    }),
    { events: 0, seconds: 0 },
  );
}
