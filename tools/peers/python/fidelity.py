"""SDMetrics' quality report: column shapes and column pair trends of two parts of a table."""

from sdmetrics.reports.single_table import QualityReport

from common import measure, parse_arguments, report
from prepared_frame import read_frame

arguments = parse_arguments()
train, discrete = read_frame(arguments.input, "train")
synthetic, _ = read_frame(arguments.input, "synthetic")
columns = {name: {"sdtype": "categorical" if name in discrete else "numerical"} for name in train.columns}


def work():
    quality = QualityReport()
    # It computes all pairs, and averages those whose association is above its thresholds.
    quality.generate(train, synthetic, {"columns": columns}, verbose=False)
    return quality.get_properties().set_index("Property")["Score"]


scores, times = measure(work, arguments.warm)
report(times, shapes=scores["Column Shapes"], trends=scores["Column Pair Trends"])
