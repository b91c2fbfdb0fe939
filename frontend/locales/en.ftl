overview = Overview
rooms = Rooms
skip = Skip to the content
language = Language
theme = Colours: { $name }
theme-auto = as the system
theme-light = light
theme-dark = dark
retry = Try again
ago = { $span } ago

notices = Notices
banner-demo = Demonstration: these rooms are recorded or simulated, they are not yours.
banner-open = Anyone on this network can read and write here.
banner-lost = No connection: what you see is from { $time }.
banner-unreachable = The server cannot be reached. This page keeps trying.

connection-connecting = Connecting
connection-websocket = Live · WebSocket
connection-long_polling = Live · long polling
connection-polling = Polling every 3 s
connection-offline = Offline since { $time }
connection-stopped = Disconnected
detail-latency = Round trip
detail-heard = Last heard of
detail-resumed = Last resumed
detail-frames = Messages received
detail-point = Received up to no.
detail-trying = Being tried
resumed-memory = nothing was missed
resumed-stream = nothing was missed
resumed-snapshot = began anew
resumed-reset = began anew
trying-stopped = nothing: disconnected here
trying-refused = no WebSocket: the server refused it ({ $reason })
trying-told = WebSocket in { $span }, as the server asked ({ $reason })
trying-nothing = nothing, all is well
trying-websocket = WebSocket, attempt { $attempt }
trying-later = WebSocket in { $span }, attempt { $attempt }
reconnect = Reconnect

headline-air = { $room } needs air.
headline-now = { $quantity } is { $value }.
headline-forecast = { $quantity } is { $value } and is forecast to reach { $forecast } by { $time }.
headline-worst = { $room } is { $level }.
headline-because = { $others ->
    [0] { $what } is what limits it.
    [one] { $what } is what limits it; one more room is not good.
   *[other] { $what } is what limits it; { $others } more rooms are not good.
  }
headline-good = The air is good everywhere.
headline-some-silent = { $count ->
    [one] One room sends nothing.
   *[other] { $count } rooms send nothing.
  }
headline-silent = No sensor is heard of at the moment.

level-excellent = Excellent
level-good = Good
level-fair = Fair
level-poor = Poor
level-severe = Severe
level-offline = Offline
trend-improving = improving
trend-worsening = worsening
trend-stable = stable
tile-limited = Limited by { $what }
tile-nothing = Nothing to improve
tile-unscored = Nothing measured has a scale
tile-silent = No data for { $span }, last seen { $time }
tile-never = Never heard of
empty-title = No room yet
empty-how = Send a first reading, and its room appears here:

range = Period
range-live = Live
range-1h = 1 h
range-24h = 24 h
range-7d = 7 d
range-30d = 30 d
quantity = Quantity
chart = chart
chart-title = { $quantity }, { $room }
chart-measured = Measured
chart-forecast = Forecast, { $share } band
chart-forecast-point = forecast { $value } ({ $low } to { $high })
chart-now = now
chart-gap = no data
chart-keys = Arrow keys read the values.
chart-loading = Loading …
chart-empty = Nothing was measured in this period.
chart-failed = The history cannot be loaded.
table-show = Show as table
table-time = Time
table-forecast = Forecast
table-low = Low
table-high = High

actions = What to do now
actions-none = Nothing needs doing.
action-acknowledged = Acknowledged.
action-raised = Raised { $time }.
action-confidence = Confidence: { $share }.
done = Done
acknowledge = Acknowledge
snooze = Snooze { $minutes } min
why = Why?
feedback-failed = That was not kept: { $reason }
advice-open_window = Open the window: { $room }
because-co2_forecast_above = { $quantity } is { $value } and is forecast to reach { $forecast } within { $within_s }; the limit is { $limit }.
because-co2_above = { $quantity } is { $value }, above the limit of { $limit }.
expected = Expected: { $quantity } down to { $value } within { $span }.
note-outdoor_unknown = The air outside is not measured.

alerts = Alerts
alert-since = Since { $time }.
alert-acknowledged = Acknowledged.
because-quantity_above = { $quantity } is { $value }, above { $limit }.
because-device_offline = { $device } has been silent since { $last_seen_at }.

place = New devices
place-how = These sensors do not say where they are.
place-site = Site
place-room = Room
place-submit = Place
place-failed = The device could not be placed: { $reason }

quantity-co2_ppm = CO₂
quantity-pm1_ugm3 = PM1
quantity-pm25_ugm3 = PM2.5
quantity-pm10_ugm3 = PM10
quantity-tvoc_ppb = VOC
quantity-tvoc_ugm3 = VOC
quantity-voc_index = VOC index
quantity-nox_index = NOx index
quantity-co_ppm = carbon monoxide
quantity-no2_ppb = nitrogen dioxide
quantity-o3_ppb = ozone
quantity-hcho_ugm3 = formaldehyde
quantity-radon_bqm3 = radon
quantity-temperature_c = temperature
quantity-humidity_pct = humidity
quantity-pressure_hpa = pressure
quantity-noise_dba = noise
quantity-light_lux = light
quantity-occupancy = people
short-co2_ppm = CO₂ ppm
short-pm1_ugm3 = PM1
short-pm25_ugm3 = PM2.5
short-pm10_ugm3 = PM10
short-tvoc_ppb = VOC ppb
short-tvoc_ugm3 = VOC µg
short-voc_index = VOC
short-nox_index = NOx
short-co_ppm = CO ppm
short-no2_ppb = NO₂ ppb
short-o3_ppb = O₃ ppb
short-hcho_ugm3 = HCHO
short-radon_bqm3 = Radon
short-temperature_c = °C
short-humidity_pct = % RH
short-pressure_hpa = hPa
short-noise_dba = dB(A)
short-light_lux = lux
short-occupancy = people
