pages = Pages
page-overview = Overview
page-rooms = Rooms
page-alerts = Alerts
page-forecasts = Forecasts
page-devices = Devices
page-system = System
page-settings = Settings
skip = Skip to the content
language = Language
theme = Colours: { $name }
theme-auto = as the system
theme-light = light
theme-dark = dark
retry = Try again

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
range-now = Now
range-1h = 1 h
range-24h = 24 h
range-7d = 7 d
range-30d = 30 d
span = From – to
span-from = From
span-to = To
span-show = Show
span-wrong = The end must be after the beginning.
quantity = Quantity
chart = chart
chart-title = { $quantity }, { $room }
chart-measured = Measured
chart-forecast = Forecast, { $share } band
chart-forecast-point = forecast { $value } ({ $low } to { $high })
chart-now = now
chart-gap = no data
chart-bands = Bands:
chart-alert = Alert from { $from } to { $to }
chart-alert-open = Alert since { $from }
chart-keys = Arrow keys read the values.
chart-loading = Loading …
chart-empty = Nothing was measured in this period.
chart-failed = The history cannot be loaded.
table-show = Show as table
table-time = Time
table-forecast = Forecast
table-low = Low
table-high = High

# Sites and their clocks, a screen on a wall, notices, print
theme-contrast = high contrast
times-in = Times in { $zone }.
printed = Printed { $time }
notices-ask = Notify me of alerts
notices-wanted = While this tab is out of sight, alerts that begin are announced.
notices-unwanted = Alerts that begin can be announced while this tab is out of sight.
notices-denied = This browser was told to allow no notifications here: its settings undo that.
notices-insecure = Notifications need https, or this page on the machine itself (localhost).
notices-absent = This browser has no notifications for pages.
site-all = All sites
room-outdoors = Outdoors
score-occupied = Only occupied hours count: { $days }, { $start }–{ $end }.
score-unoccupied = Within them nobody was expected here ({ $days }, { $start }–{ $end }).
rooms-more = { $count ->
    [one] One more room
   *[other] { $count } more rooms
  }

room-other = Other room
room-show = Show instead
room-open = Open the room
room-unknown = There is no room { $room }.
room-others = These are there:
compare = Compare
compare-end = No longer compare with { $room }
download = Download CSV
score-title = Why this score
score-how = A room is as good as its worst quantity; each of them begins with 100 points.
score-silent = Nothing is measured here at the moment.
score-value = Now
score-level = Level
score-cost = Costs
score-below = Below { $limit }, { $quantity } would be { $level }.
score-above = Above { $limit }, { $quantity } would be { $level }.
score-day = The last 24 hours

actions = What to do now
actions-none = Nothing needs doing.
action-acknowledged = Acknowledged.
action-raised = Raised { $time }.
action-confidence = Confidence: { $share }.
done = Done
acknowledge = Acknowledge
snooze = Snooze
why = Why?
feedback-failed = That was not kept: { $reason }
advice-open_window = Open the window: { $room }
advice-run_ventilation = Ventilate without opening the window: { $room }
advice-reduce_people = Let fewer people in: { $room }
advice-close_window = Keep the window closed: { $room }
advice-run_purifier = Run the air purifier: { $room }
advice-stop_source = Find the source and take it away: { $room }
advice-dehumidify = Run a dehumidifier: { $room }
advice-humidify = Humidify the air: { $room }
advice-heat = Turn up the heating: { $room }
because-co2_forecast_above = { $quantity } is { $value } and is forecast to reach { $forecast } within { $within_s }; the limit is { $limit }.
because-co2_above = { $quantity } is { $value }, above the limit of { $limit }.
because-quantity_forecast_above = { $quantity } is { $value } and is forecast to reach { $forecast } within { $within_s }; the limit is { $limit }.
because-quantity_below = { $quantity } is { $value }, below the limit of { $limit }.
because-quantity_forecast_below = { $quantity } is { $value } and is forecast to fall to { $forecast } within { $within_s }; the limit is { $limit }.
expected = Expected: { $quantity } at { $value } within { $span }.
expected-band = Expected: { $quantity } at { $value } within about { $span } (from { $low } to { $high }).
expected-limit = That alone does not bring it to the limit of { $limit }.
basis-measured = Worked out from the air change that was measured here: { $rate } per hour.
basis-estimate = An estimate: how fast the air is changed here has not been measured.
note-outdoor_unknown = The air outside is not measured.
note-outdoor_dirtier = There is more in the air outside: { $what }.
note-outdoor_cleaner = There is less in the air outside: { $what }.
note-outdoor_drier = The air outside is drier: { $water } of water per cubic metre, { $indoor } in here.
note-outdoor_damper = The air outside is no drier: { $water } of water per cubic metre, { $indoor } in here.
note-outdoor_cooler = It is cooler outside: { $outdoor }.
note-outdoor_warmer = It is warmer outside: { $outdoor }.
note-window_open = The window is open already.
realised-title = What came of it
realised-in_band = { $room }: { $quantity } at { $value } after { $span }, as promised.
realised-sooner = { $room }: { $quantity } at { $value } after { $span }, sooner than promised.
realised-missed = { $room }: { $quantity } is { $value } after { $span }; { $promised } had been promised.

alerts = Alerts
alert-since = Since { $time }.
alert-acknowledged = Acknowledged.
because-quantity_above = { $quantity } is { $value }, above { $limit }.
because-device_offline = { $device } has been silent since { $last_seen_at }.
because-sensor_range = { $device } reports { $value } as { $quantity }: no air has that. Is the sensor damaged?
because-sensor_stuck = { $quantity } of { $device } has been exactly { $value } since { $since_at }: the sensor seems stuck. Restart it.
because-sensor_spike = { $device } reported { $value } as { $quantity } once, at { $since_at }, unlike before and after.
because-sensor_step = { $quantity } of { $device } jumped to { $value } at { $since_at } and stayed there. Was the sensor moved?
because-sensor_dropout = { $device } has sent no { $quantity } since { $since_at }, though it sends the rest.

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

items-title = Alerts and actions
items-waiting-count = { $count ->
    [0] Nothing needs you.
    [one] One thing needs you.
   *[other] { $count } things need you.
  }
items-waiting = Needs you
items-taken = Taken on or put off
items-over = Over
items-none = Nothing needs you
items-none-now = No alert is firing and nothing needs doing; nor did anything end within the last hour.
items-none-then = There were no alerts and no actions in this period.
items-none-match = Nothing matches these filters
items-none-match-how = Choose a longer time or clear the filters.
items-failed = What is over cannot be loaded. This page keeps trying.
items-cut = There is more than can be shown: choose a room or a shorter time.
items-more = Show more ({ $count })
filter-place = Where
filter-everywhere = Everywhere
filter-kind = What
filter-state = State
filter-any = Any
filter-clear = Clear the filters
kind-alerts = Alerts
kind-actions = Actions
state-firing = Firing
state-proposed = Proposed
state-acknowledged = Acknowledged
state-snoozed = Snoozed
state-done = Done
state-resolved = Resolved
state-expired = Expired
state-withdrawn = Withdrawn
item-ended = { $from } to { $to }.
item-until = Snoozed until { $time }.
item-by = By { $name }.
snooze-how-long = Snooze for how long

quality-title = Forecast quality
quality-day = How good the forecasts of the last 24 hours were.
quality-means = What that means
device = Device
horizon = Forecast how far ahead
quality-chart = { $quantity }: forecast { $span } ahead, and what came
quality-off = The forecast for in { $span } was off by { $mae } on average; assuming no change, by { $no_change }.
change-better = That is { $share } better than assuming no change.
change-same = That is about as good as assuming no change.
change-worse = That is { $share } worse than assuming no change.
band-kept = { $covered } of what was measured lay within the band, { $promised } was promised.
band-narrow = Only { $covered } of what was measured lay within the band, { $promised } was promised: it is too narrow.
band-wide = { $covered } of what was measured lay within the band, { $promised } was promised: it is wider than it need be.
quality-count = { $count ->
    [one] This rests on one forecast.
   *[other] This rests on { $count } forecasts.
  }
quality-few = { $count ->
    [0] No forecast of this kind has come due and been compared yet: nothing can be said of how good they are.
    [one] Only one forecast of this kind has been compared so far: too few to say how good they are.
   *[other] Only { $count } forecasts of this kind have been compared so far: too few to say how good they are.
  }
quality-line = Forecast { $span } before, { $share } band
quality-none = Nothing was forecast here within the last day.
quality-failed = The forecasts cannot be loaded.
errors-title = Realised errors, last 24 hours
errors-ahead = Ahead
errors-mae = Off by
errors-no-change = No change off by
errors-skill = Skill
errors-covered = In the band
errors-count = Forecasts
errors-how = Off by: mean absolute error. Skill: how much smaller that is than with “no change”; below zero it is larger. The band promises { $share }.
models-title = The models that these are mixed from
models-how = Mean absolute error that each of them would have made for { $quantity }.
model = Model
model-mix = The mix, as forecast
model-no_change = No change
model-online-10 = Regression learnt here, weakly regularised
model-online-100 = Regression learnt here, strongly regularised
model-trees = Trees as shipped
model-local = Trees fitted to this site

edit = Edit
close = Close
save = Save
copy = Copy
search = Search
progress-saving = Saving …
progress-saved = Saved.
copy-command = Copy: { $name }
copy-copied = Copied
copy-selected = Selected: copy with Ctrl+C

devices-sentence = { $count ->
    [one] One device: { $found }.
   *[other] { $count } devices: { $found }.
  }
devices-well = all is well
devices-faulty = { $count } faulty
devices-silent = { $count } silent
devices-unplaced = { $count } without a room
devices-empty = None was heard of yet.
devices-none = No device is like that.
devices-more = { $count ->
    [one] Show one more
   *[other] Show { $count } more
  }
devices-failed = The list of devices cannot be loaded: { $reason }
filter = Which devices
filter-all = All ({ $count })
filter-wanting = To look at ({ $count })
filter-retired = Retired ({ $count })
column-device = Device
column-room = Room
column-heard = Last seen
column-interval = Interval
column-latest = Latest values
device-live = Live
device-silent = Silent
device-faulty = Faulty
device-unplaced = No room
device-nowhere = no room yet
device-retired = Retired
device-never = Never
device-name = Name
device-unplaced-how = Its readings do not say where it is. Give it a room; what it sent before stays where it was.
device-placed-here = Placed in { $room } on this page. To move it, name another room; what was measured stays where it was.
device-places-itself = Its own readings say that it is in { $room }: change that in the device.
device-retire = Retire
device-retire-how = Pages hide a retired device; its history stays.
device-return = Bring back
device-failed = That was not saved: { $reason }
device-conflict = Somebody else saved this device meanwhile. What you typed is still here.
device-theirs = Theirs: { $saved }.
device-save-mine = Save mine
device-take-theirs = Take theirs
device-offset-wrong = Not a number: { $quantity }
calibration = Calibration
calibration-how = Added to every reading from now on. The value as sent is kept beside it.
calibration-sent = As sent
calibration-offset = Offset
calibration-shown = Kept as
calibration-of = Offset of { $quantity } in { $unit }
silences = Gaps in the last 24 hours
silences-none = None.
silences-some = { $count ->
    [one] One gap, { $span }.
   *[other] { $count } gaps, { $span } in all.
  }
silence = { $from } – { $to }, { $span }

connect = Connect a device
connect-how = Type an id and let the device, or this machine, send one of these. Site and room may stay empty: it can be placed later.
connect-id = Device id
connect-waiting = Waiting
connect-type = Type an id: its first reading is announced here.
connect-until = Waiting for the first reading of { $id } …
connect-taken = There is a { $id } already ({ $room }). In another room the same id is another device.
connect-arrived = The first reading of { $id } is here ({ $room }).
connect-closed = Only this machine itself may send so far; IAQ_BIND and IAQ_OPEN let others in.
connect-silent = Nothing arrives? What was refused, and why:

system-well = Everything works.
system-wrong = { $count ->
    [one] One thing is wrong.
   *[other] { $count } things are wrong.
  }
system-old = No answer: what you see is from { $time }.
problems = What to do
urgency-severe = Now
urgency-poor = Soon
urgency-fair = Note
problem-away-nginx = Nothing answers at this address.
problem-away-gateway = The gateway is away: pages are not live.
problem-away-nats = The message bus is away.
problem-away-ingest = Ingest is away: no readings come in.
problem-away-store = The store is away: no history, no exports.
problem-away-predictor = The predictor is away: no new forecasts, actions or alerts.
problem-waiting = { $service } is not ready: { $reason }
problem-disk-full = The disk is nearly full: readings are refused.
problem-disk-low = The disk is filling up.
problem-bus-full = The stream is full: readings are refused.
problem-bus-filling = The stream is filling up.
problem-behind = The store falls behind: charts lag, live is fine.
problem-catching-up = The store is catching up.
problem-backup-none = There is no backup yet.
problem-backup-old = The last backup is more than a week old.
problem-lagging = Some browsers get only the newest of each device.
problem-refused = Readings are being refused.
todo-away-nginx = Start it with make up; this page keeps trying. What it printed says why it ended.
todo-away-gateway = Devices notice nothing. It is started again by itself; if it stays away, the last lines of gateway.log say why.
todo-away-nats = Devices are told to send again. It is started again by itself; if it can’t start, the last line of nats.log says why.
todo-away-ingest = HTTP devices are told to send again; what comes by NATS and MQTT waits. It is started again by itself; if not, ingest.log says why.
todo-away-store = Nothing is lost, readings wait in the stream. It is started again by itself; if not, store.log says why.
todo-away-predictor = Readings are kept and shown. It is started again by itself; if not, predictor.log says why.
todo-waiting = A start takes up to a minute. If it lasts, the last lines of the service’s log say why.
todo-disk-full = Free some space, or move IAQ_DATA_DIR. It resumes by itself.
todo-disk-low = Free some space: below 5 % free, readings are refused.
todo-bus-full = The store is behind or its database away: repair that (store.log), the rest resumes by itself. Nothing accepted is lost.
todo-bus-filling = The database is behind or too slow; the store makes room as soon as it has caught up.
todo-behind = If it goes on growing, the disk is too slow.
todo-catching-up = Nothing to do: after an outage that is normal.
todo-backup-none = Make one while everything runs: .venv/bin/iaqverse backup FILE. InfluxDB has its own: influx backup.
todo-backup-old = Put .venv/bin/iaqverse backup into cron.
todo-lagging = If it lasts, the network to them is too slow, or this machine too busy. Their charts are whole all the same.
todo-refused = A device sends what can’t be. The reason: nats --context iaqverse sub 'iaq.rejected.>'
services = Services
column-service = Service
column-state = State
column-replicas = Replicas
state-up = Up
state-waiting = Not ready
state-away = Away
service-nats = carries and keeps every message
service-ingest = takes readings from devices
service-store = keeps the history
service-predictor = forecasts, advises, watches
service-gateway = serves pages and tools
figure-bus = Stream in use
figure-disk = Disk in use
figure-store = Messages to store
figure-messages = Messages in
figure-clients = Browsers and tools
figure-backup = Last backup
figure-of = { $part } of { $whole }
figure-size = Database: { $size }.
figure-devices = { $count ->
    [one] One device; { $free } free.
   *[other] { $count } devices; { $free } free.
  }
figure-rate = { $rate }/s
figure-delivered = Out: { $rate }, { $bytes }/s.
figure-counting = Counting …
figure-sockets = { $sockets } WebSocket, { $polls } long polling; gateways: { $gateways }.
figure-never = Never
figure-backup-how = iaqverse backup FILE
figure-unknown = Nobody to ask.

# The settings page
settings-intro = Building, rooms and thresholds are everybody’s; the last section is this browser’s alone.
settings-on-page = On this page
settings-building = Building
settings-sites = Sites and rooms
settings-limits = Thresholds
settings-limits-how = A room is scored by its profile, else by that of the installation.
settings-profile-shown = Look at
settings-profile-copy = Copy into an own profile
settings-profile-copy-of = Copy of { $name }
settings-profile-remove = Delete this profile
settings-profile-read = Shipped profiles stay as they are; a copy can be changed.
settings-source = Taken from
settings-limits-change = Change
settings-limits-change-of = Change { $quantity }
settings-limits-reset = As by default
settings-limits-reset-of = As by default: { $quantity }
settings-limit-upper = { $quantity }, { $level } up to
settings-limit-from = { $quantity }, { $level } from
settings-limit-to = { $quantity }, { $level } up to
settings-wrong-rising = Each limit must be above the one before, the first above 0.
settings-wrong-nested = Each pair must lie around the one before.
settings-browser = This browser
settings-browser-how = Kept at once, and here alone.
settings-name = Name
settings-kind = Kind
settings-order = Order
settings-timezone = Time zone
settings-timezone-how = Empty: as this system’s machine.
settings-timezone-now = It is { $time } there now.
settings-null-timezone = the machine’s
settings-no-rooms = No room yet. Add one below, or let a device send its first reading: its room appears here by itself.
settings-up = Move { $room } up
settings-down = Move { $room } down
settings-order-is = { $room } is now number { $place } of { $count }.
settings-kind-room = Room
settings-kind-classroom = Classroom
settings-kind-office = Office
settings-kind-meeting_room = Meeting room
settings-kind-living_room = Living room
settings-kind-bedroom = Bedroom
settings-kind-kitchen = Kitchen
settings-kind-bathroom = Bathroom
settings-kind-corridor = Corridor
settings-kind-outdoor = Outdoors
settings-profile = Thresholds
settings-null-profile = as for the whole installation
settings-profile-default = Thresholds of the installation
settings-occupied = When people are there
settings-null-occupied = Always
settings-occupied-hours = At these hours
settings-days = Days
settings-from = From
settings-until = Until (00:00: midnight)
settings-plan = Place on the plan
settings-null-plan = laid out by itself
settings-plan-here = Here
settings-x_m = From left, m
settings-y_m = From top, m
settings-width_m = Width, m
settings-depth_m = Depth, m
settings-floor = Floor
settings-floor-of = Floor { $floor }
settings-plan-title = Plan
settings-plan-is = { $x } m from left, { $y } m from top, { $width } × { $depth } m, floor { $floor }
settings-plan-how = Drag a room, or choose it and use the arrow keys (half a metre each); with Shift they change its size. Dashed rooms are laid out by themselves.
settings-modules = Fitted with
settings-modules-none = Nothing yet.
settings-module-window = Window
settings-module-door = Door
settings-module-ventilation = Ventilation
settings-module-radiator = Radiator
settings-module-purifier = Air purifier
settings-module-new = Add
settings-add = Add
settings-remove = Remove
settings-remove-of = Remove { $name }
settings-room-new = Add a room
settings-room-new-how = For a room that has no device yet, also of another site. It is saved at once.
settings-room-remove = Remove this room
settings-room-remove-how = It has no device.
settings-theme = Colours
settings-units = Temperature
settings-saving = Unsaved changes
settings-unsaved = { $count ->
    [one] One change is not saved yet.
   *[other] { $count } changes are not saved yet.
  }
settings-discard = Discard
settings-joined = Saved, together with what somebody else changed meanwhile.
settings-failed = That was not saved: { $reason }
settings-refused = { $count ->
    [one] the server refused one thing
   *[other] the server refused { $count } things
  }
settings-disputed = Somebody else changed the same: choose above, then save.
settings-conflicts = Two people changed the same
settings-conflicts-how = Nothing of yours is lost. Choose what is to stay, then save.
settings-mine = Keep mine: { $value }
settings-theirs = Take theirs: { $value }
settings-of = { $thing }: { $field }
settings-absent = removed
settings-present = there
settings-wrong = Something above can’t be saved like that.
settings-wrong-empty = A name is needed.
settings-wrong-days = Choose at least one day.
settings-wrong-hours = The end must be after the beginning.
settings-wrong-number = A number from { $low } to { $high }.
settings-wrong-whole = A whole number from { $low } to { $high }.
