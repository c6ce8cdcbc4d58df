/** Shapes of data, rankings and selections: names for the types that are made from the server's description. */
import type { Narrow, Pair, Schema, Written } from './refine';

/** What the browser notices by itself, such as a lost connection, has no address of its own and no request id. */
export type Problem = Pick<Schema['Problem'], 'title' | 'status' | 'code'> & Partial<Schema['Problem']>;

/** The envelope of every list. The description has one for each kind of item. */
export type List<T> = Omit<Schema['List_Event'], 'items'> & { items: T[] };

export type Direction = Schema['Direction'];
/** The description has these values in words only. */
export type Level = 'province' | 'regency' | 'district' | 'village';
export type ValueStatus =
	| 'observed'
	| 'modelled'
	| 'averaged'
	| 'imputed'
	| 'partial'
	| 'suppressed'
	| 'missing';
type Severity = 'info' | 'warning' | 'error';

/** The description has who asks in words only. */
export type Session = Narrow<Written<Schema['Session']>, { principal: 'administrator' | 'public' | 'stranger' | 'person' }>;
/** What a reader may do. */
export type Right = Schema['Action'];

export type Source = Schema['SourceInfo'];
export type ReportCheck = Narrow<Schema['ReportCountInfo'], { severity: Severity }>;
export type Dataset = Narrow<Schema['DatasetInfo'], { kind: 'demonstration' | 'official'; report: ReportCheck[] }>;
export type ReportLine = Narrow<Written<Schema['ReportLineInfo']>, { severity: Severity }>;
export type Histogram = Schema['Histogram'];
export type Indicator = Narrow<
	Written<Schema['IndicatorInfo']>,
	{ direction: Direction; level: Level; status: ValueStatus | null; /** What its integers in tiles stand for. */ tile: { stops: Pair[] } | null }
>;

export type Column = Written<Schema['TableColumnInfo']>;
export type Table = Narrow<Written<Schema['TableInfo']>, { kind: 'table' | 'view' }>;
export type SqlFunction = Schema['FunctionInfo'];
/** A value in a row of an answer, and of a parameter; the description says “object” of the row. */
export type Cell = string | number | boolean | null | object;
/** The description knows parameters by name only; a list is taken too. */
export type SqlRequest = Omit<Schema['SqlRequest'], 'params'> & { params?: Record<string, Cell> | Cell[] };
export type SqlAnswer = Narrow<Schema['SqlRows'], { items: Record<string, Cell>[] }>;
export type NamedQuery = Narrow<Schema['QuestionInfo'], { params: Narrow<Schema['QuestionParam'], { default: Cell }>[] }>;

type AreaRefined = { level: Level; /** west, south, east, north */ bbox: [number, number, number, number] | null };
export type Area = Narrow<Written<Schema['AreaSummary']>, AreaRefined>;
export type Village = Written<Schema['Village']>;
export type AreaValue = Narrow<Written<Schema['AreaValue']>, { status: ValueStatus }>;
export type AreaDetail = Narrow<Written<Schema['AreaDetail']>, AreaRefined & { indicators: AreaValue[] }>;

/** A criterion of a plan: the server decides what it leaves open. */
export type Criterion = Narrow<Schema['Criterion'], { goalposts?: Pair | null }>;
export type Method = Schema['Method'];
export type Normalisation = Schema['Normalisation'];
export type UsedCriterion = Narrow<Written<Schema['UsedCriterion']>, { goalposts: Pair | null }>;
export type Constraints = Schema['Constraints'];
export type AreaLimits = Schema['AreaLimits'];
export type Named = Schema['Named'];
export type Plan = Narrow<Schema['Plan'], { criteria: Criterion[] }>;

/** A named plan to begin with. `reach` says where its leading figure is known. */
export interface Template {
	id: string;
	title_id: string;
	title_en: string;
	reason_id: string;
	reason_en: string;
	/** `null` where the dataset does not know enough for it. */
	plan: Plan | null;
	reach?: { indicator: string; regencies_known: number; regencies: number } | null;
}

export type RankingRequest = Schema['RankingRequest'];
export type RankedVillage = Written<Schema['RankedVillage']>;
export type Warning = Schema['Warning'];
export type Ranking = Narrow<Written<Schema['RankingAnswer']>, { criteria: UsedCriterion[] }>;
export type ExplanationRequest = Schema['ExplanationRequest'];
export type ExplainedValue = Narrow<Written<Schema['ExplainedValue']>, { status: ValueStatus | null }>;
export type Explanation = Narrow<Written<Schema['ExplanationAnswer']>, { values: ExplainedValue[] }>;

export type SelectedVillage = Written<Schema['SelectedVillage']>;
export type SkippedVillage = Written<Schema['SkippedVillage']>;
export type Relaxation = Written<Schema['Relaxation']>;
export type Selection = Written<Schema['SelectionAnswer']>;

export type NearPairs = Schema['NearPairsAnswer'];

export type CoverageRow = Written<Schema['Coverage']>;
export type Coverage = Written<Schema['CoverageList']>;
/** Edges between the classes of each measure, of the whole country. */
export type CoverageClasses = Schema['CoverageClasses'];
export type ComparedArea = Written<Schema['ComparedArea']>;
export type ComparedMaps = Written<Schema['ComparedMaps']>;
export type CoverageComparison = Omit<Schema['CoverageComparison'], 'items' | 'maps'> & { items: ComparedArea[]; maps: ComparedMaps | null };
