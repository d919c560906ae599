"""What charts of 测验 are made of: options of ECharts as plain values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def columns_chart(
    names: Sequence[str], series: Sequence[tuple[str, Sequence[Any]]]
) -> dict[str, Any]:
    """Upright bars beside each other for each name."""
    return {
        "grid": {"left": 44, "right": 16, "top": 32, "bottom": 40},
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}},
        "legend": {"show": len(series) > 1, "top": 0},
        "xAxis": {"type": "category", "data": list(names), "axisTick": {"show": False}},
        "yAxis": {"type": "value", "minInterval": 1},
        "series": [
            {
                "type": "bar",
                "name": name,
                "data": list(values),
                "barMaxWidth": 44,
                "label": {"show": len(series) == 1, "position": "top"},
            }
            for name, values in series
        ],
    }


def points_chart(
    dots: Sequence[tuple[str, float, float]], names: tuple[str, str], lowest: float
) -> dict[str, Any]:
    """A named dot for each (name, across, up) in a field up to 1 and 1; `lowest` is where up begins."""
    across, up = names
    axis = {"type": "value", "max": 1, "interval": 0.25}
    return {
        "grid": {"left": 48, "right": 32, "top": 32, "bottom": 48},
        "tooltip": {"trigger": "item"},
        "xAxis": {**axis, "name": across, "min": 0, "nameLocation": "middle", "nameGap": 28},
        "yAxis": {**axis, "name": up, "min": lowest},
        "series": [
            {
                "type": "scatter",
                "symbolSize": 12,
                "data": [{"name": name, "value": [left, height]} for name, left, height in dots],
                "label": {"show": True, "formatter": "{b}", "position": "right"},
            }
        ],
    }


def slopes_chart(
    ends: tuple[str, str], lines: Sequence[tuple[str, float, float]]
) -> dict[str, Any]:
    """A line from the first to the second value, of a hundred, for each name; those that fall are dashed."""
    return {
        "grid": {"left": 56, "right": 56, "top": 24, "bottom": 36},
        "tooltip": {"trigger": "item", "formatter": "{a}：{c}"},
        "xAxis": {"type": "category", "data": list(ends), "boundaryGap": False},
        "yAxis": {"type": "value", "min": 0, "max": 100},
        "series": [
            {
                "type": "line",
                "name": name,
                "data": [first, second],
                "symbolSize": 7,
                "color": "#2b8a3e" if second >= first else "#b7791f",
                "lineStyle": {
                    "width": 1.5,
                    "opacity": 0.6,
                    "type": "solid" if second >= first else "dashed",
                },
                "emphasis": {"focus": "series"},
            }
            for name, first, second in lines
        ],
    }
