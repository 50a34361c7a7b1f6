"""Writes the anchors that come from tables: bodies, measured and told diseases, people, deaths.

    python3 derive_anchors.py FOLDER     the folder of reference tables (nhanes_1720_continuous.csv, ...), all public domain

The tolerances follow from the sources by the rules below, which were written down before any dataset was scored:
- a survey's share p of n people: two standard errors with a design effect of 2, at least a tenth of p, at least half a
  percentage point;
- a survey's mean: two standard errors with that design effect, at least 2 % of the mean; its standard deviation: two
  standard errors likewise, at least 10 %;
- a census's share: 0.3 percentage points; a life table's death rate: 10 %, its life expectancy: half a year;
- a share of causes of death: 15 % of it, at least one percentage point (years differ, and the table is of 2019).
Figures of publications, with tolerances of their own, stand in the other files of the folder above.
"""
import csv
import math
import sys
from pathlib import Path

reference = Path(sys.argv[1])
target = Path(__file__).resolve().parent.parent
HEADER = 'measure,of,parameter,among,sex,age_from,age_to,value,tolerance,unit,source'
DESIGN = 2.0
NHANES = 'nhanes_2017'


def rows(name):
    with open(reference / name, newline='') as file:
        return list(csv.DictReader(line for line in file if not line.startswith('#')))


def digits(number, figures=4):
    return f'{number:.{figures}g}' if abs(number) < 10000 else f'{number:.0f}'


def ages(text):
    if text.endswith('+'):
        return int(text[:-1]), 120
    first, last = text.split('-')
    return int(first), int(last)


class Table:
    def __init__(self, name, comment):
        self.name, self.lines = name, [f'# {comment} Written by derive/derive_anchors.py.', HEADER]

    def add(self, measure, of, parameter, among, sex, band, value, tolerance, unit, source):
        cells = [measure, of, parameter, among, sex, *band, digits(value), tolerance, unit, source]
        self.lines.append(','.join(str(cell) for cell in cells))

    def write(self):
        (target / self.name).write_text('\n'.join(self.lines) + '\n')
        print(self.name, len(self.lines) - 2)


def share_tolerance(percent, n, least=0.5):
    p = min(max(percent / 100, 0.0), 1.0)
    error = 100 * math.sqrt(DESIGN * max(p * (1 - p), 1e-4) / n)
    return digits(max(2 * error, percent / 10, least), 3)


# --- Bodies -----------------------------------------------------------------------------------------------------------
by_decade = ['20-29', '30-39', '40-49', '50-59', '60-69', '70-79', '80+']
three = ['20-29', '40-49', '60-69']
two = ['30-39', '60-69']
means = {  # NHANES variable: our measure, the bands
    'SBP': ('systolic', by_decade), 'BMXBMI': ('bmi', by_decade), 'LBXGH': ('a1c', by_decade),
    'LBXTC': ('cholesterol', by_decade), 'DBP': ('diastolic', ['12-19', *three, '80+']), 'PULSE': ('heart_rate', two),
    'BMXHT': ('height', ['2-5', '6-11', '12-19', '30-39', '80+']), 'BMXWT': ('weight', ['2-5', '6-11', '12-19', *two]), 'BMXWAIST': ('waist', two),
    'LBDHDD': ('hdl', three), 'LBDLDL': ('ldl', two), 'LBXTR': ('triglycerides', two), 'LBXSCR': ('creatinine', two),
    'EGFR': ('egfr', [*three, '70-79']), 'LBXSBU': ('urea_nitrogen', two), 'LBXSUA': ('urate', two), 'LBXSGL': ('glucose', two),
    'LBXSNASI': ('sodium', ['40-49']), 'LBXSKSI': ('potassium', ['40-49']), 'LBXSC3SI': ('bicarbonate', ['40-49']),
    'LBXSCA': ('calcium', ['40-49']), 'LBXSAL': ('albumin', ['40-49', '70-79']), 'LBXSATSI': ('alanine_aminotransferase', ['40-49']),
    'LBXSASSI': ('aspartate_aminotransferase', ['40-49']), 'LBXSAPSI': ('alkaline_phosphatase', ['40-49']),
    'LBXHGB': ('haemoglobin', ['6-11', *two, '80+']), 'LBXWBCSI': ('leukocytes', two), 'LBXPLTSI': ('platelets', ['40-49', '70-79']),
    'LBXMCVSI': ('mcv', ['40-49']),
}
spreads = {'SBP': ['40-49', '60-69'], 'DBP': ['40-49'], 'PULSE': ['40-49'], 'BMXBMI': ['40-49', '60-69'], 'BMXHT': ['40-49'], 'LBXGH': ['40-49', '60-69'],
           'LBXTC': ['40-49'], 'LBDHDD': ['40-49'], 'LBXSCR': ['40-49', '60-69'], 'EGFR': ['60-69'], 'LBXSKSI': ['40-49'], 'LBXHGB': ['40-49']}
bodies = Table('bodies.csv', 'Means and standard deviations of measured values by sex and age.')
for row in rows('nhanes_1720_continuous.csv'):
    n, mean, sd = int(row['n']), float(row['mean']), float(row['sd'])
    of, bands = means.get(row['var'], (None, ()))
    unit = row['unit'].replace('mmHg', 'mm[Hg]').replace('1.73m2', '{1.73_m2}')
    if row['age'] in bands:
        tolerance = max(2 * sd * math.sqrt(DESIGN / n), 0.02 * abs(mean))
        bodies.add('measure_mean', of, '', '', row['sex'], ages(row['age']), mean, digits(tolerance, 3), unit, NHANES)
    if row['age'] in spreads.get(row['var'], ()):
        # Of a sample of n normal values; heavier tails make it larger, so this is strict.
        tolerance = max(2 * sd * math.sqrt(DESIGN / (2 * n)), 0.10 * sd)
        bodies.add('measure_spread', of, '', '', row['sex'], ages(row['age']), sd, digits(tolerance, 3), unit, NHANES)
correlations = [('SBP', 'DBP'), ('SBP', 'BMXBMI'), ('DBP', 'BMXBMI'), ('PULSE', 'DBP'), ('BMXBMI', 'BMXHT'), ('BMXBMI', 'LBXGH'), ('BMXBMI', 'LBDHDD'),
                ('BMXBMI', 'LBXTR'), ('BMXBMI', 'LBXSUA'), ('BMXBMI', 'LBXSATSI'), ('LBDHDD', 'LBXTR'), ('LBXTC', 'LBXTR'), ('LBXTC', 'LBDHDD'), ('LBXGH', 'LBXSGL'),
                ('LBXGH', 'LBXTR'), ('LBXSCR', 'LBXSBU'), ('LBXSCR', 'LBXSUA'), ('LBXSATSI', 'LBXSASSI'), ('LBXSNASI', 'LBXSKSI'), ('LBXSCA', 'LBXSAL'),
                ('LBXHGB', 'LBXSAL'), ('LBXWBCSI', 'LBXPLTSI'), ('BMXWAIST', 'BMXBMI'), ('BMXBMI', 'LBXTC'), ('LBXHGB', 'LBXMCVSI')]
named = {**{key: of for key, (of, _) in means.items()}}
matrix = rows('nhanes_1720_residual_corr.csv')
first = list(matrix[0])[0]
for a, b in correlations:
    value = float(next(row for row in matrix if row[first] == a)[b])
    # Two standard errors of 5,000 people in 14 cells are 0.03; latest values of a person differ in date by days.
    bodies.add('correlation', f'{named[a]}:{named[b]}', '', '', 'B', (20, 120), value, '0.08', '', NHANES)
bodies.write()

# --- Measured and told diseases ---------------------------------------------------------------------------------------
thirds = ['20-39', '40-59', '60+']
told = {  # NHANES measure: our measure, of, parameter, among, bands
    'told_hypertension': ('condition', 'hypertension', '', '', by_decade),
    'hypertension_140_90_or_meds': ('pressure_raised', 'pressure_drug', '140/90', '', thirds),
    'hypertension_130_80_or_meds': ('pressure_raised', 'pressure_drug', '130/80', '', thirds),
    'htn_controlled_lt130_80_among_htn': ('pressure_controlled', 'pressure_drug', '130/80', '', ['40-59', '60+']),
    'diabetes_diagnosed': ('condition', 'diabetes', '', '', by_decade),
    'diabetics_a1c_lt7': ('measure_below', 'a1c', '7', 'diabetes', ['40-59', '60+']),
    'diabetics_a1c_lt8': ('measure_below', 'a1c', '8', 'diabetes', ['40-59', '60+']),
    'obesity_bmi30': ('measure_above', 'bmi', '30', '', thirds),
    'severe_obesity_bmi40': ('measure_above', 'bmi', '40', '', thirds),
    'told_high_cholesterol': ('condition', 'lipids', '', '', thirds),
    'taking_lipid_meds': ('drug', 'lipid_drug', '', '', thirds),
    'total_chol_ge240': ('measure_above', 'cholesterol', '240', '', thirds),
    'hdl_lt40': ('measure_below', 'hdl', '40', '', thirds),
    'egfr_lt60': ('measure_below', 'egfr', '60', '', ['50-59', '60-69', '70-79']),
    'chd_ever': ('condition_ever', 'coronary', '', '', ['40-59', '60-69', '70-79', '80+']),
    'mi_ever': ('condition_ever', 'infarction', '', '', ['40-59', '60+']),
    'chf_ever': ('condition_ever', 'heart_failure', '', '', ['40-59', '60-69', '70-79', '80+']),
    'stroke_ever': ('condition_ever', 'stroke', '', '', ['40-59', '60-69', '70-79', '80+']),
    'copd_emphysema_cb_ever': ('condition_ever', 'copd', '', '', ['40-59', '60+']),
    'asthma_current': ('condition', 'asthma', '', '', ['6-11', '12-19', *thirds]),
    'cancer_ever': ('condition_ever', 'cancer', '', '', ['40-59', '60-69', '70-79', '80+']),
    'arthritis_ever': ('condition_ever', 'arthritis', '', '', thirds),
    'thyroid_ever': ('condition_ever', 'thyroid', '', '', thirds),
    'hospital_overnight_past_yr': ('done_within', 'stay', '12', '', ['20-39', '40-59', '60-69', '70-79', '80+']),
    'current_smoker': ('condition', 'smoker', '', '', thirds),
}
diseases = Table('diseases.csv', 'Prevalence by sex and age: measured, told by a doctor, treated, controlled.')
for row in rows('nhanes_1720_prevalence.csv'):
    if row['measure'] not in told or row['sex'] == 'T':
        continue
    measure, of, parameter, among, bands = told[row['measure']]
    percent, n = float(row['pct']), int(row['n'])
    if row['age'] in bands and percent >= 0.5:
        diseases.add(measure, of, parameter, among, row['sex'], ages(row['age']), percent, share_tolerance(percent, n), '%', NHANES)
sites = {  # epidemiology.csv: our marker, sexes, the youngest
    'osteoarthritis_ever': ('osteoarthritis', 'MF', 50), 'osteoporosis_told': ('osteoporosis', 'F', 50), 'angina_ever': ('angina', 'M', 60),
    'cancer_breast_ever': ('breast_cancer', 'F', 50), 'cancer_prostate_ever': ('prostate_cancer', 'M', 60),
    'cancer_melanoma_ever': ('melanoma', 'MF', 60), 'cancer_colon_rectum_ever': ('colorectal_cancer', 'MF', 70),
}
for row in rows('epidemiology.csv'):
    if row['condition'] in sites and row['evidence'].startswith('survey_n='):
        of, sexes, youngest = sites[row['condition']]
        if row['sex'] in sexes and int(row['age_from']) >= youngest and float(row['value']) >= 0.5:
            n = int(row['evidence'].split('=')[1])
            diseases.add('condition_ever', of, '', '', row['sex'], (row['age_from'], row['age_to']), float(row['value']), share_tolerance(float(row['value']), n), '%', NHANES)
# First cancers of all sites but skin other than melanoma, per 100,000 person-years (SEER): 15 %, its regions differ so.
people = {(sex, int(row['age'])): int(row[column]) for row in rows('population_age_sex.csv') for sex, column in (('M', 'male_2024'), ('F', 'female_2024'))}
incidence = [row for row in rows('epidemiology.csv') if row['condition'] == 'cancer_all_sites' and row['sex'] in 'MF']
for sex in 'MF':
    for first_age, last_age in ((40, 49), (50, 59), (60, 69), (70, 79), (80, 120)):
        cases = total = 0
        for row in incidence:
            if row['sex'] == sex and int(row['age_from']) >= first_age and int(row['age_to']) <= last_age:
                size = sum(people[sex, age] for age in range(int(row['age_from']), min(int(row['age_to']), 100) + 1))
                cases += float(row['value']) * size
                total += size
        diseases.add('onset_rate', 'cancer_any_new', '10', '', sex, (first_age, last_age), cases / total, '15%', 'per 100000 person-years', 'seer_2010')
diseases.write()

# --- People -----------------------------------------------------------------------------------------------------------
population = Table('people.csv', 'Who lives: age, sex, marriage, education, insurance.')
everybody = sum(people.values())
for sex in 'FM':
    for band in ((0, 17), (18, 44), (45, 64), (65, 84), (85, 120)):
        size = sum(people[sex, age] for age in range(band[0], min(band[1], 100) + 1))
        population.add('population_share', '', '', '', sex, band, 100 * size / everybody, '0.3', '%', 'census_2024')
texts = {
    ('marital_status', 'never_married'): ('marital_status', 'Never married'), ('education', 'college_grad'): ('education', "Bachelor's degree or higher"),
    ('health_insurance', 'uninsured'): ('insurance', 'Uninsured'), ('health_insurance', 'private'): ('insurance', 'Private'),
    ('health_insurance', 'medicaid_chip'): ('insurance', 'Medicaid or CHIP'), ('health_insurance', 'medicare_and_private'): ('insurance', 'Medicare and private'),
}
bands = {'marital_status': ['25', '55'], 'education': ['25', '55'], 'health_insurance': ['0', '25', '45', '65']}
for row in rows('sociodemographics.csv'):
    key = (row['variable'], row['category'])
    if key in texts and row['age_from'] in bands[row['variable']] and float(row['share']) >= 0.02:
        of, text = texts[key]
        percent = 100 * float(row['share'])
        source = 'nhanes_2021' if row['variable'] == 'health_insurance' else NHANES
        population.add('attribute', of, text, '', row['sex'], (row['age_from'], row['age_to']), percent, share_tolerance(percent, int(row['n_unweighted'])), '%', source)
population.write()

# --- Deaths -----------------------------------------------------------------------------------------------------------
deaths = Table('deaths.csv', 'Life expectancy, death rates, causes of death.')
life = rows('ssa_2022_qx.csv')
for sex, column in (('F', 'female'), ('M', 'male')):
    q = [float(row[f'q_{column}']) for row in life]
    expectancy = [0.0] * (len(q) + 1)
    for age in range(len(q) - 1, -1, -1):  # whole years lived, half a year in the year of death
        expectancy[age] = 0.5 * q[age] + (1 - q[age]) * (1 + expectancy[age + 1]) if age < len(q) - 1 else 0.5
    for age in (0, 65):
        deaths.add('life_expectancy', '', '', '', sex, (age, 120), expectancy[age], '0.5', 'years', 'ssa_2022')
    for band in ((0, 0), (1, 14), (15, 24), (25, 34), (35, 44), (45, 54), (55, 64), (65, 74), (75, 84), (85, 120)):
        dying = sum(people[sex, age] * q[age] / (1 - 0.5 * q[age]) for age in range(band[0], min(band[1], 100) + 1))
        living = sum(people[sex, age] for age in range(band[0], min(band[1], 100) + 1))
        deaths.add('death_rate', '', '10', '', sex, band, 1000 * dying / living, '10%', 'per 1000 person-years', 'ssa_2022')
causes = {'heart_disease': 'death_heart', 'cancer': 'death_cancer', 'stroke': 'death_stroke', 'chronic_lower_respiratory': 'death_lung',
          'alzheimer': 'death_alzheimer', 'diabetes': 'death_diabetes', 'influenza_pneumonia': 'death_influenza_pneumonia', 'kidney_disease': 'death_kidney',
          'sepsis': 'death_sepsis', 'external_or_pending': 'death_external'}
table = [row for row in rows('causes_of_death.csv') if row['year'] == '2019']
for sex in 'FM':
    for band in ((15, 44), (45, 64), (65, 84), (85, 120)):
        inside = [row for row in table if row['sex'] == sex and int(row['age_from']) >= band[0] and int(row['age_to']) <= band[1]]
        total = sum(float(row['all_deaths']) for row in inside if row['cause'] == 'cancer')
        for cause, marker in causes.items():
            percent = 100 * sum(float(row['deaths']) for row in inside if row['cause'] == cause) / total
            if percent >= 2:
                deaths.add('cause_share', marker, '10', '', sex, band, percent, digits(max(0.15 * percent, 1.0), 3), '% of deaths', 'nchs_2019')
deaths.write()
