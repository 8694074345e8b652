"""Times of single calls, measured as `benches/src/latency.rs` does."""

import time


def measure(call_count, requests, call):
    """Half and 99 of 100 calls took at most this many microseconds.

    A tenth of the calls runs first, untimed; requests are taken in turn.
    """
    request_count = len(requests)
    for index in range(call_count // 10):
        call(requests[index % request_count])
    times = []
    for index in range(call_count):
        request = requests[index % request_count]
        started = time.perf_counter_ns()
        call(request)
        times.append(time.perf_counter_ns() - started)
    times.sort()
    return percentile(times, 50), percentile(times, 99)


def percentile(sorted_ns, percent):
    """The least time, in microseconds, that `percent` of 100 calls did not exceed."""
    rank = -(-len(sorted_ns) * percent // 100)
    return sorted_ns[rank - 1] / 1e3
