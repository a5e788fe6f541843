// Criteria as fields; each change is handed on at once.
import { useId, useMemo } from 'preact/hooks';
import { useSurroundings } from '../context.ts';
import { endings, features, modes, usual, type Criteria, type Feature, type Quota } from '../criteria.ts';
import { municipalities, municipalityCode, municipalityName } from '../data/municipalities.ts';
import { Choose, Find } from './chips.tsx';
import { DayField } from './day_field.tsx';
import { useFeatureWords } from './features.ts';
import { NumberField } from './number_field.tsx';
import { PickField } from './pick_field.tsx';

interface FormProps {
  criteria: Criteria;
  change(part: Partial<Criteria>): void;
}

function QuotaFields({
  quota,
  change,
  remove,
  split,
  pairs,
}: {
  quota: Quota;
  change(quota: Quota): void;
  remove(): void;
  split(): void;
  pairs: boolean;
}) {
  const { words } = useSurroundings();
  const say = words.choice;
  const { valuesOf, valueIn } = useFeatureWords();
  const name = municipalityName(quota.site);
  const { feature } = quota;
  return (
    <li class="quota">
      <NumberField
        label={say.casesAt(name)}
        value={quota.count}
        least={pairs ? 2 : 1}
        most={100}
        step={pairs ? 2 : 1}
        pick={(count) => change({ ...quota, count })}
      />
      <PickField<Feature | ''>
        label={say.amongAt(name)}
        values={['', ...features]}
        nameOf={(one) => (one ? (say.features[one] ?? one) : say.amongAll)}
        value={feature ?? ''}
        pick={(one) =>
          change(
            one
              ? { ...quota, feature: one, value: valuesOf(one)[0]?.code ?? '' }
              : { site: quota.site, count: quota.count },
          )
        }
      />
      {feature && (
        <PickField
          label={say.valueAt(name)}
          values={valuesOf(feature).map((choice) => choice.code)}
          nameOf={(value) => valueIn(feature, value)}
          value={quota.value ?? ''}
          pick={(value) => change({ ...quota, value })}
        />
      )}
      <p class="quota-actions">
        {feature && (
          <button type="button" aria-label={say.split(name)} onClick={split}>
            +
          </button>
        )}
        <button type="button" aria-label={say.removeQuota(name)} onClick={remove}>
          ×
        </button>
      </p>
    </li>
  );
}

function Quotas({ criteria, change }: FormProps) {
  const { words } = useSurroundings();
  const say = words.choice;
  const { valuesOf } = useFeatureWords();
  const places = useMemo(() => [...municipalities].map(([code, label]) => ({ code, label })), []);
  const put = (quotas: Quota[]) => change({ quotas });
  const { quotas } = criteria;
  // Another quota of a site is for the next value that none is for yet.
  const split = (i: number) => {
    const { site, count, feature } = quotas[i]!;
    const taken = quotas.filter((quota) => quota.site === site).map((quota) => quota.value);
    const next = feature && valuesOf(feature).find((choice) => !taken.includes(choice.code));
    if (next) put([...quotas.slice(0, i + 1), { site, count, feature, value: next.code }, ...quotas.slice(i + 1)]);
  };
  return (
    <fieldset class="quotas">
      <legend>{say.sites}</legend>
      <ul class="plain">
        {quotas.map((quota, i) => (
          <QuotaFields
            key={i}
            quota={quota}
            pairs={criteria.mode === 'MATCHED_PAIR'}
            change={(next) => put(quotas.map((one, j) => (i === j ? next : one)))}
            remove={() => put(quotas.filter((_, j) => i !== j))}
            split={() => split(i)}
          />
        ))}
      </ul>
      <Find
        label={say.addSite}
        all={words.filters.addHint}
        placeholder={words.filters.addHint}
        choices={places}
        chosen={[]}
        labelOf={municipalityName}
        codeOf={(text) => {
          const code = municipalityCode(text);
          return quotas.some((quota) => quota.site === code) ? undefined : code;
        }}
        unknown={words.filters.unknownMunicipality}
        choose={([site]) => site && put([...quotas, { site, count: quotas[0]?.count ?? 4 }])}
      />
    </fieldset>
  );
}

function Conditions({ criteria, change }: FormProps) {
  const { words } = useSurroundings();
  const say = words.choice;
  const { valuesOf } = useFeatureWords();
  return (
    <details open={Object.keys(criteria.filters).length > 0}>
      <summary>{say.only}</summary>
      <div class="fields">
        {features.map((feature) => (
          <Choose
            key={feature}
            label={say.features[feature] ?? feature}
            all={say.anyValue}
            choices={valuesOf(feature)}
            chosen={criteria.filters[feature] ?? []}
            choose={(values) => {
              const filters = { ...criteria.filters, [feature]: values };
              if (!values.length) delete filters[feature];
              change({ filters });
            }}
          />
        ))}
      </div>
    </details>
  );
}

function Weights({ criteria, change }: FormProps) {
  const { words } = useSurroundings();
  const say = words.choice;
  return (
    <details open={Object.keys(criteria.weights).length > 0}>
      <summary>{say.weigh}</summary>
      <div class="fields">
        {features.map((feature) => (
          <NumberField
            key={feature}
            label={say.features[feature] ?? feature}
            value={criteria.weights[feature] ?? 1}
            least={0}
            most={1000}
            step={0.5}
            pick={(weight) => {
              const weights = { ...criteria.weights, [feature]: weight };
              if (weight === 1) delete weights[feature];
              change({ weights });
            }}
          />
        ))}
      </div>
    </details>
  );
}

// Pairs are two cases each, and look at one ending only.
function fitting(criteria: Criteria): Criteria {
  const pairs = criteria.mode === 'MATCHED_PAIR';
  const even = (quota: Quota) => (quota.count % 2 ? { ...quota, count: Math.min(quota.count + 1, 100) } : quota);
  return {
    ...criteria,
    quotas: pairs ? criteria.quotas.map(even) : criteria.quotas,
    ending:
      (pairs || criteria.mode === 'DISCONFIRMING') && criteria.ending === 'ENDED' ? usual.ending : criteria.ending,
  };
}

export function CriteriaForm({ criteria, put }: { criteria: Criteria; put(criteria: Criteria): void }) {
  const { words } = useSurroundings();
  const say = words.choice;
  const consented = useId();
  const change = (part: Partial<Criteria>) => put(fitting({ ...criteria, ...part }));
  const oneEnding = criteria.mode === 'DISCONFIRMING' || criteria.mode === 'MATCHED_PAIR';
  return (
    <section class="card criteria" aria-label={say.criteria}>
      <header>
        <h2>{say.criteria}</h2>
      </header>
      <p class="hint">{say.intro}</p>
      {criteria.cycle && (
        <p class="hint">
          <bdi>{say.ofCycle(criteria.cycle)}</bdi>
        </p>
      )}
      <Quotas criteria={criteria} change={change} />
      <PickField
        label={say.mode}
        values={modes}
        nameOf={(mode) => say.modes[mode] ?? mode}
        value={criteria.mode}
        pick={(mode) => change({ mode })}
      />
      <PickField
        label={say.ending}
        values={oneEnding ? endings.slice(0, 2) : endings}
        nameOf={(ending) => say.endings[ending] ?? ending}
        value={criteria.ending}
        pick={(ending) => change({ ending })}
      />
      <DayField label={words.filters.from} value={criteria.from} pick={(from) => change({ from })} />
      <DayField label={words.filters.to} value={criteria.to} pick={(to) => change({ to })} />
      <NumberField
        label={say.months}
        value={criteria.months}
        least={0}
        most={60}
        pick={(months) => change({ months })}
      />
      <NumberField label={say.cap} value={criteria.cap} least={0} most={100} pick={(cap) => change({ cap })} />
      <p class="check">
        <input
          id={consented}
          type="checkbox"
          checked={criteria.consentedOnly}
          onChange={(event) => change({ consentedOnly: event.currentTarget.checked })}
        />
        <label for={consented}>{say.consentedOnly}</label>
      </p>
      <Conditions criteria={criteria} change={change} />
      <Weights criteria={criteria} change={change} />
      <p>
        <button type="button" onClick={() => put(usual)}>
          {say.reset}
        </button>
      </p>
    </section>
  );
}
