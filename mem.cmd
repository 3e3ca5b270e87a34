@echo off
rem mem.cmd [arguments]: runs mem-agent; `mem help` lists its commands. Builds it on first use; after a change of the sources run build.cmd.
setlocal
call :prepare || exit /b 2
for /f "usebackq delims=" %%L in ("%~dp0app\target\mem.classpath") do set "CLASSPATH=%~dp0app\target\mem-agent.jar;%%L"
rem Threads of OpenMP that wait sleep: docs/decisions.md, "Training".
if "%~1"=="train" if not defined OMP_WAIT_POLICY set "OMP_WAIT_POLICY=passive"
set "JAVA_FLAGS=-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xlog:disable --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -Dfile.encoding=UTF-8 -Dslf4j.internal.verbosity=ERROR"
rem The JDK's AOT cache (JEP 514) holds the classes of one rehearsal, loaded and linked; build.cmd drops it.
set "AOT_CACHE=%~dp0app\target\mem.aot"
if not exist "%AOT_CACHE%" (
  echo mem-agent records its start-up, once after each build; that takes half a minute. 1>&2
  "%JAVA_HOME%\bin\java" %JAVA_FLAGS% "-XX:AOTCacheOutput=%AOT_CACHE%" "-Dmemagent.home=%~dp0." memagent.app.Main prepare > nul 2>&1
  if not exist "%AOT_CACHE%" type nul > "%AOT_CACHE%"
)
rem An empty file stands for a cache that could not be recorded.
for %%F in ("%AOT_CACHE%") do if not %%~zF == 0 if not "%~1"=="train" set JAVA_FLAGS=%JAVA_FLAGS% "-XX:AOTCache=%AOT_CACHE%"
rem Training computes rows in Java with the vector module, for which the start's compiler is not enough.
if "%~1"=="train" set "JAVA_FLAGS=%JAVA_FLAGS% -XX:TieredStopAtLevel=4 --add-modules=jdk.incubator.vector"
"%JAVA_HOME%\bin\java" %JAVA_FLAGS% -Dstdin.encoding=UTF-8 -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8 "-Dmemagent.home=%~dp0." memagent.app.Main %*
exit /b %ERRORLEVEL%

:prepare
pushd "%~dp0"
call tools\find-tools.cmd || exit /b 2
if not exist app\target\mem.classpath (
  echo mem-agent is being built, once; that takes about a minute. 1>&2
  call build.cmd -q -Dmaven.test.skip=true -Dspotless.check.skip=true -pl app -am package || exit /b 2
)
popd
exit /b 0
