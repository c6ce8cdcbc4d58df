-- For wrk: asks for the addresses of a list, one after the other, as a client that takes gzip.
-- environment: TILES the list (z/x/y), BEFORE and BEHIND what stands around an address
local requests, at = {}, 0

function init()
    for line in io.lines(os.getenv("TILES")) do
        local path = os.getenv("BEFORE") .. line .. os.getenv("BEHIND")
        requests[#requests + 1] = wrk.format("GET", path, {["Accept-Encoding"] = "gzip"})
    end
end

function request()
    at = at % #requests + 1
    return requests[at]
end

function done(summary, latency)
    local errors = summary.errors
    io.write(string.format(
        'RESULT {"seconds": %.4f, "requests": %d, "bytes": %d, "p50_ms": %.3f, "p99_ms": %.3f, "failed": %d}\n',
        summary.duration / 1e6, summary.requests, summary.bytes, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
        errors.status + errors.connect + errors.read + errors.write + errors.timeout))
end
